namespace LeakyCauldron.Catalog.Shelves;

/// <summary>A category with the published products in it and below it.</summary>
internal sealed record CategoryNode(Guid Id, string Slug, string Name, Guid? ParentId, int ProductCount, IReadOnlyList<CategoryNode> Children);

/// <summary>The whole tree with its counts, in two queries of one round trip each.</summary>
internal sealed class CategoryTree(CatalogDbContext db, TimeProvider clock)
{
    public async Task<IReadOnlyList<CategoryNode>> ReadAsync(CancellationToken ct)
    {
        var categories = await db.Categories.AsNoTracking().ToListAsync(ct);
        var now = clock.GetUtcNow();
        var counts = await db
            .Products.AsNoTracking()
            .Where(p => p.Status == ProductStatus.Active && p.DeletedAt == null && p.PublishedAt <= now && p.CategoryId != null)
            .GroupBy(p => p.CategoryId!.Value)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return Children(categories.ToLookup(c => c.ParentId), null, counts);
    }

    private static CategoryNode[] Children(ILookup<Guid?, Category> byParent, Guid? parent, Dictionary<Guid, int> counts) =>
        [
            .. byParent[parent]
                .OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase)
                .Select(c =>
                {
                    var children = Children(byParent, c.Id, counts);
                    var count = counts.GetValueOrDefault(c.Id) + children.Sum(child => child.ProductCount);
                    return new CategoryNode(c.Id, c.Slug, c.Name, c.ParentId, count, children);
                }),
        ];
}
