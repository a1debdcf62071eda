using LeakyCauldron.Catalog.Shelves;

namespace LeakyCauldron.Catalog.Features.ListCollections;

internal sealed record ListCollections(string? IdOrSlug) : IQuery<ItemList<CollectionDto>>;

internal sealed class ListCollectionsHandler(CollectionReader reader) : IRequestHandler<ListCollections, Result<ItemList<CollectionDto>>>
{
    public async Task<Result<ItemList<CollectionDto>>> Handle(ListCollections query, CancellationToken ct) =>
        new ItemList<CollectionDto>(await reader.ReadAsync(query.IdOrSlug, ct));
}

internal static class ListCollectionsEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/catalog/collections",
                async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListCollections(null), ct)).ToOk()
            )
            .Describe("listCollections", "Catalog", "All collections with counts")
            .Produces<ItemList<CollectionDto>>()
            .AllowAnonymous();
        api.MapGet(
                "/catalog/collections/{idOrSlug}",
                async (string idOrSlug, IMediator mediator, CancellationToken ct) =>
                {
                    var found = await mediator.Send(new ListCollections(idOrSlug), ct);
                    return (found.Value?.Items is [var one] ? (Result<CollectionDto>)one : Error.NotFound("collection")).ToOk();
                }
            )
            .Describe("getCollection", "Catalog", "A collection by id or slug")
            .Produces<CollectionDto>()
            .ProducesProblems(404)
            .AllowAnonymous();
    }
}
