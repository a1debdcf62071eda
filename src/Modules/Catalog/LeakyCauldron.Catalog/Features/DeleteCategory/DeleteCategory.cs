using LeakyCauldron.Catalog.Shelves;

namespace LeakyCauldron.Catalog.Features.DeleteCategory;

internal sealed record DeleteCategory(string IdOrSlug) : ICommand;

internal sealed class DeleteCategoryValidator : AbstractValidator<DeleteCategory>
{
    public DeleteCategoryValidator() => RuleFor(x => x.IdOrSlug).NotEmpty();
}

/// <summary>Only what is empty can go. A product that is put there at the same moment fails on the foreign key, or is seen here.</summary>
internal sealed class DeleteCategoryHandler(CatalogDbContext db) : IRequestHandler<DeleteCategory, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(DeleteCategory command, CancellationToken cancellationToken)
    {
        await db.LockTreeAsync(cancellationToken);
        var key = command.IdOrSlug;
        var found = await db
            .Categories.FromSql($"SELECT * FROM catalog.categories WHERE slug = {key} OR id::text = {key} FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return Error.NotFound("category");
        }

        var used =
            await db.Categories.AnyAsync(c => c.ParentId == found.Id, cancellationToken)
            || await db.Products.IgnoreQueryFilters().AnyAsync(p => p.CategoryId == found.Id && p.DeletedAt == null, cancellationToken);
        if (used)
        {
            return Error.Conflict("category_in_use", "There are products in it, or categories below it.");
        }

        await db
            .Products.IgnoreQueryFilters()
            .Where(p => p.CategoryId == found.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.CategoryId, (Guid?)null), cancellationToken);
        db.Categories.Remove(found);
        return Unit.Value;
    }
}

internal static class DeleteCategoryEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/catalog/categories/{idOrSlug}",
                async (string idOrSlug, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new DeleteCategory(idOrSlug), ct)).ToNoContent()
            )
            .Describe("deleteCategory", "Catalog", "Deletes a category without products and without categories below")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(401, 403, 404, 409)
            .RequireAuthorization(Policies.Staff);
}
