namespace LeakyCauldron.Catalog.Stock;

/// <summary>A variant's units; available is null if that has no limit.</summary>
internal sealed record StockDto(string Sku, int OnHand, int Reserved, int? Available, IReadOnlyList<LocationStock> Locations);

/// <summary>Units at one location.</summary>
internal sealed record LocationStock(Guid Id, string Code, string Name, int OnHand);

internal static class StockReader
{
    public static async Task<IReadOnlyList<StockDto>> ReadAsync(CatalogDbContext db, IReadOnlyCollection<string> skus, CancellationToken ct)
    {
        var levels = await (
            from variant in db.Variants.AsNoTracking()
            join level in db.StockLevels.AsNoTracking() on variant.Id equals level.VariantId
            where skus.Contains(variant.Sku) && variant.DeletedAt == null
            select new { variant.Sku, Level = level }
        ).ToListAsync(ct);
        var ids = levels.Select(l => l.Level.VariantId).ToArray();
        var shelves = await (
            from local in db.LocationLevels.AsNoTracking()
            join location in db.Locations.AsNoTracking() on local.LocationId equals location.Id
            where ids.Contains(local.VariantId)
            orderby location.Position, location.Id
            select new { local.VariantId, Shelf = new LocationStock(location.Id, location.Code, location.Name, local.OnHand) }
        ).ToListAsync(ct);
        return
        [
            .. levels
                .OrderBy(l => l.Sku, StringComparer.Ordinal)
                .Select(l => new StockDto(
                    l.Sku,
                    l.Level.OnHand,
                    l.Level.Reserved,
                    l.Level.Tracked ? l.Level.OnHand - l.Level.Reserved : null,
                    [.. shelves.Where(s => s.VariantId == l.Level.VariantId).Select(s => s.Shelf)]
                )),
        ];
    }
}
