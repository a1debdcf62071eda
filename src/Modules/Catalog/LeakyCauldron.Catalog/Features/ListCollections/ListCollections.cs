using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.ListCollections;

/// <summary>A shelf; <c>rules</c> is null if it was put together by hand. Its products: <c>/catalog/products?collection=</c>.</summary>
internal sealed record CollectionDto(Guid Id, string Slug, string Title, string Description, int ProductCount, IReadOnlyList<CollectionRule>? Rules);

internal sealed record ListCollections(string? IdOrSlug) : IQuery<ItemList<CollectionDto>>;

internal sealed class ListCollectionsHandler(
    CatalogDbContext db,
    [FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database,
    ShopCurrency shop,
    TimeProvider clock
) : IRequestHandler<ListCollections, Result<ItemList<CollectionDto>>>
{
    public async Task<Result<ItemList<CollectionDto>>> Handle(ListCollections query, CancellationToken ct)
    {
        var wanted = db.Collections.AsNoTracking();
        if (query.IdOrSlug is { } key)
        {
            wanted = Guid.TryParse(key, out var id) ? wanted.Where(c => c.Id == id) : wanted.Where(c => c.Slug == key);
        }

        var collections = await wanted.OrderBy(c => c.Title).ThenBy(c => c.Id).ToListAsync(ct);
        var counts = await CountAsync(collections, ct);
        return new ItemList<CollectionDto>([
            .. collections.Zip(counts, (c, n) => new CollectionDto(c.Id, c.Slug, c.Title, c.Description, n, c.Rules)),
        ]);
    }

    private async Task<List<int>> CountAsync(List<Collection> collections, CancellationToken ct)
    {
        var counts = new List<int>(collections.Count);
        if (collections.Count == 0)
        {
            return counts;
        }

        await using var batch = database.CreateBatch();
        foreach (var collection in collections)
        {
            var where = new ProductConditions(shop.Default, clock.GetUtcNow());
            where.Apply(collection);
            batch.BatchCommands.Add(where.Command($"SELECT count(*)::int FROM catalog.products p WHERE {where.Sql}"));
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        do
        {
            await reader.ReadAsync(ct);
            counts.Add(reader.GetInt32(0));
        } while (await reader.NextResultAsync(ct));

        return counts;
    }
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
