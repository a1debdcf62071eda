using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Shelves;

/// <summary>A shelf; <c>rules</c> is null if it was put together by hand. Its products: <c>/catalog/products?collection=</c>.</summary>
internal sealed record CollectionDto(Guid Id, string Slug, string Title, string Description, int ProductCount, IReadOnlyList<CollectionRule>? Rules);

/// <summary>Collections with their counts, in two round trips.</summary>
internal sealed class CollectionReader(
    CatalogDbContext db,
    [FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database,
    ShopCurrency shop,
    TimeProvider clock
)
{
    /// <summary>All, or the one with this id or slug.</summary>
    public async Task<IReadOnlyList<CollectionDto>> ReadAsync(string? idOrSlug, CancellationToken ct)
    {
        var wanted = db.Collections.AsNoTracking();
        if (idOrSlug is { } key)
        {
            wanted = Guid.TryParse(key, out var id) ? wanted.Where(c => c.Id == id) : wanted.Where(c => c.Slug == key);
        }

        var collections = await wanted.OrderBy(c => c.Title).ThenBy(c => c.Id).ToListAsync(ct);
        var counts = await CountAsync(collections, ct);
        return [.. collections.Zip(counts, (c, n) => new CollectionDto(c.Id, c.Slug, c.Title, c.Description, n, c.Rules))];
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
