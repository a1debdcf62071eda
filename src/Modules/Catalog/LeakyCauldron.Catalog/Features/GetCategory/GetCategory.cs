using LeakyCauldron.Catalog.Shelves;

namespace LeakyCauldron.Catalog.Features.GetCategory;

internal sealed record GetCategory(string IdOrSlug) : IQuery<CategoryDto>;

internal sealed class GetCategoryHandler(CategoryTree tree) : IRequestHandler<GetCategory, Result<CategoryDto>>
{
    public async Task<Result<CategoryDto>> Handle(GetCategory query, CancellationToken ct) =>
        await tree.FindAsync(query.IdOrSlug, ct) is { } found ? found : Error.NotFound("category");
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
