using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Shelves;

/// <summary>A category with the published products in it and below it.</summary>
internal sealed record CategoryNode(Guid Id, string Slug, string Name, Guid? ParentId, int ProductCount, IReadOnlyList<CategoryNode> Children);

/// <summary>A category, the way to it from the top, and what is below it.</summary>
internal sealed record CategoryDto(
    Guid Id,
    string Slug,
    string Name,
    IReadOnlyList<CategoryRef> Path,
    int ProductCount,
    IReadOnlyList<CategoryNode> Children
);

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

    public async Task<CategoryDto?> FindAsync(string idOrSlug, CancellationToken ct)
    {
        var path = Find(await ReadAsync(ct), Guid.TryParse(idOrSlug, out var id) ? c => c.Id == id : c => c.Slug == idOrSlug);
        return path is [.., var found]
            ? new CategoryDto(
                found.Id,
                found.Slug,
                found.Name,
                [.. path.Select(c => new CategoryRef(c.Id, c.Slug, c.Name))],
                found.ProductCount,
                found.Children
            )
            : null;
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
