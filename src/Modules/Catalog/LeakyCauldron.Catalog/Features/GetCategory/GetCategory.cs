using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Shelves;

namespace LeakyCauldron.Catalog.Features.GetCategory;

/// <summary>A category, the way to it from the top, and what is below it.</summary>
internal sealed record CategoryDto(
    Guid Id,
    string Slug,
    string Name,
    IReadOnlyList<CategoryRef> Path,
    int ProductCount,
    IReadOnlyList<CategoryNode> Children
);

internal sealed record GetCategory(string IdOrSlug) : IQuery<CategoryDto>;

internal sealed class GetCategoryHandler(CategoryTree tree) : IRequestHandler<GetCategory, Result<CategoryDto>>
{
    public async Task<Result<CategoryDto>> Handle(GetCategory query, CancellationToken ct)
    {
        var path = Find(await tree.ReadAsync(ct), Guid.TryParse(query.IdOrSlug, out var id) ? c => c.Id == id : c => c.Slug == query.IdOrSlug);
        return path is [.., var found]
            ? new CategoryDto(
                found.Id,
                found.Slug,
                found.Name,
                [.. path.Select(c => new CategoryRef(c.Id, c.Slug, c.Name))],
                found.ProductCount,
                found.Children
            )
            : Error.NotFound("category");
    }

    private static IReadOnlyList<CategoryNode> Find(IReadOnlyList<CategoryNode> nodes, Predicate<CategoryNode> wanted)
    {
        foreach (var node in nodes)
        {
            if (wanted(node))
            {
                return [node];
            }

            if (Find(node.Children, wanted) is { Count: > 0 } below)
            {
                return [node, .. below];
            }
        }

        return [];
    }
}

internal static class GetCategoryEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/catalog/categories/{idOrSlug}",
                async (string idOrSlug, IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetCategory(idOrSlug), ct)).ToOk()
            )
            .Describe("getCategory", "Catalog", "A category by id or slug")
            .Produces<CategoryDto>()
            .ProducesProblems(404)
            .AllowAnonymous();
}
