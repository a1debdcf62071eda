using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Catalog.Products;

/// <summary>
/// The last step of every change through EF: brings what lists show up to date and raises the event that tells others. The stock it reads may be older than the save;
/// a stock event that came between has moved the product's row, so the save fails and runs again.
/// </summary>
internal sealed class ProductAnnouncer(CatalogDbContext db, TimeProvider clock)
{
    /// <summary>Products as loaded with variants, prices and list prices; <paramref name="newLevels"/> are levels not saved yet.</summary>
    public async Task AnnounceAsync(IReadOnlyCollection<Product> products, CancellationToken ct, IEnumerable<StockLevel>? newLevels = null)
    {
        if (products.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var ids = products.Select(p => p.Id).ToArray();
        var levels = await db.StockLevels.AsNoTracking().Where(s => ids.Contains(s.ProductId)).ToDictionaryAsync(s => s.VariantId, ct);
        foreach (var level in newLevels ?? [])
        {
            levels[level.VariantId] = level;
        }

        var categoryIds = products.Select(p => p.CategoryId).OfType<Guid>().Distinct().ToArray();
        var categories = await db.Categories.AsNoTracking().Where(c => categoryIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        foreach (var product in products)
        {
            product.Refresh(now, product.Variants.Any(v => levels.GetValueOrDefault(v.Id)?.InStock ?? true));
            var category = product.CategoryId is { } id ? categories.GetValueOrDefault(id) : null;
            product.Announce(product.IsVisible(now) ? ProductDocuments.Of(product, category, levels, now) : null);
        }
    }
}
