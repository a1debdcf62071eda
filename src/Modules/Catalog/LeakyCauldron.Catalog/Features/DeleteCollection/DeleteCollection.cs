namespace LeakyCauldron.Catalog.Features.DeleteCollection;

internal sealed record DeleteCollection(string IdOrSlug) : ICommand;

internal sealed class DeleteCollectionValidator : AbstractValidator<DeleteCollection>
{
    public DeleteCollectionValidator() => RuleFor(x => x.IdOrSlug).NotEmpty();
}

/// <summary>Products stay; only the shelf goes.</summary>
internal sealed class DeleteCollectionHandler(CatalogDbContext db) : IRequestHandler<DeleteCollection, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(DeleteCollection command, CancellationToken cancellationToken)
    {
        var key = command.IdOrSlug;
        var wanted = Guid.TryParse(key, out var id) ? db.Collections.Where(c => c.Id == id) : db.Collections.Where(c => c.Slug == key);
        return await wanted.ExecuteDeleteAsync(cancellationToken) == 0 ? Error.NotFound("collection") : Unit.Value;
    }
}

internal static class DeleteCollectionEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/catalog/collections/{idOrSlug}",
                async (string idOrSlug, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new DeleteCollection(idOrSlug), ct)).ToNoContent()
            )
            .Describe("deleteCollection", "Catalog", "Deletes a shelf; its products stay")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Staff);
}
