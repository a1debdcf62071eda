using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Shelves;

namespace LeakyCauldron.Catalog.Features.SaveCategory;

/// <summary>What staff set of a category.</summary>
/// <param name="Name">Unique among its neighbours.</param>
/// <param name="Slug">Its address; made from the name of a new one, kept of a known one.</param>
/// <param name="Parent">Id or slug of the category above; none for the top.</param>
internal sealed record CategoryBody(string Name, string? Slug = null, string? Parent = null);

internal sealed record SaveCategory(string? IdOrSlug, CategoryBody Body) : ICommand<CategoryDto>;

internal sealed class SaveCategoryValidator : AbstractValidator<SaveCategory>
{
    public SaveCategoryValidator()
    {
        RuleFor(c => c.Body.Name)
            .Must(n => n?.Trim().Length is >= 1 and <= 255 && !n.Any(char.IsControl))
            .WithMessage("One line of 1 to 255 characters.");
        RuleFor(c => c.Body.Slug)
            .Must(s => s is null || (s.Length is > 0 and <= Slug.MaxLength && Slug.Of(s) == s))
            .WithMessage("Lower case letters and digits, joined by hyphens.");
        RuleFor(c => c.Body.Parent).MaximumLength(Slug.MaxLength);
    }
}

internal sealed class SaveCategoryHandler(CatalogDbContext db, CategoryTree tree, TimeProvider clock)
    : IRequestHandler<SaveCategory, Result<CategoryDto>>
{
    private const int Most = 10_000;

    public async Task<Result<CategoryDto>> Handle(SaveCategory command, CancellationToken cancellationToken)
    {
        await db.LockTreeAsync(cancellationToken);
        var all = await db.Categories.ToListAsync(cancellationToken);
        Category? Named(string key) => all.Find(c => c.Slug == key || c.Id.ToString() == key);
        var known = command.IdOrSlug is { } key ? Named(key) : null;
        if (command.IdOrSlug is not null && known is null)
        {
            return Error.NotFound("category");
        }

        var parent = command.Body.Parent is { } above ? Named(above) : null;
        var name = command.Body.Name.Trim();
        var slug = command.Body.Slug ?? known?.Slug ?? (Slug.Of(name) is { Length: > 0 } made ? made : "category");
        if (Refuse(all, known, parent, name, slug, command.Body.Parent is not null) is { } refusal)
        {
            return refusal;
        }

        if (known is null)
        {
            known = new Category(parent, slug, name);
            db.Categories.Add(known);
        }
        else
        {
            known.Change(parent, slug, name);
        }

        await db.SaveChangesAsync(cancellationToken);
        await db.RewritePathsAsync(known.Id, clock.GetUtcNow(), cancellationToken);
        return (await tree.FindAsync(known.Id.ToString(), cancellationToken))!;
    }

    private static Error? Refuse(List<Category> all, Category? known, Category? parent, string name, string slug, bool wantsParent)
    {
        var below = known is null ? [] : all.FindAll(c => c.PathIds.Contains(known.Id));
        var height = known is null ? 1 : below.Max(c => c.PathIds.Length) - known.PathIds.Length + 1;
        return wantsParent && parent is null ? Error.Validation("parent", "There is no such category.")
            : parent is not null && below.Contains(parent) ? Error.Conflict("category_cycle", "A category cannot be below itself.")
            : (parent?.PathIds.Length ?? 0) + height > Category.MaxDepth
                ? Error.Conflict("category_too_deep", $"At most {Category.MaxDepth} levels.").With("maximum", Category.MaxDepth)
            : all.Exists(c => c != known && c.Slug == slug)
                ? Error.Conflict("slug_taken", $"Another category has the slug '{slug}'.").With("slug", slug)
            : all.Exists(c => c != known && c.ParentId == parent?.Id && c.Name == name)
                ? Error.Conflict("category_name_taken", "There is a category of this name there already.")
            : known is null && all.Count >= Most ? Error.Conflict("category_limit", $"At most {Most} categories.").With("maximum", Most)
            : null;
    }
}

internal static class SaveCategoryEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/catalog/categories",
                async (CategoryBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveCategory(null, body), ct)).ToCreated(c => $"/api/v1/catalog/categories/{c.Id}")
            )
            .Describe("createCategory", "Catalog", "A new category of the tree")
            .Idempotent()
            .Produces<CategoryDto>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 409)
            .RequireAuthorization(Policies.Staff);
        api.MapPut(
                "/catalog/categories/{idOrSlug}",
                async (string idOrSlug, CategoryBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveCategory(idOrSlug, body), ct)).ToOk()
            )
            .Describe("changeCategory", "Catalog", "Renames a category or moves it with all that is below it")
            .Produces<CategoryDto>()
            .ProducesProblems(400, 401, 403, 404, 409)
            .RequireAuthorization(Policies.Staff);
    }
}
