using LeakyCauldron.Catalog.Shelves;

namespace LeakyCauldron.Catalog.Features.ListCategories;

internal sealed record ListCategories : IQuery<ItemList<CategoryNode>>;

internal sealed class ListCategoriesHandler(CategoryTree tree) : IRequestHandler<ListCategories, Result<ItemList<CategoryNode>>>
{
    public async Task<Result<ItemList<CategoryNode>>> Handle(ListCategories query, CancellationToken ct) =>
        new ItemList<CategoryNode>(await tree.ReadAsync(ct));
}

internal static class ListCategoriesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/catalog/categories", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListCategories(), ct)).ToOk())
            .Describe("listCategories", "Catalog", "The category tree with counts")
            .Produces<ItemList<CategoryNode>>()
            .AllowAnonymous();
}
