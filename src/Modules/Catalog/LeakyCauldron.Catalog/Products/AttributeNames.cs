namespace LeakyCauldron.Catalog.Products;

/// <summary>The shop's attributes and the metafields they stand for: one name for one metafield, whatever a file's header calls it.</summary>
internal sealed class AttributeNames(CatalogDbContext db)
{
    /// <summary>The attribute's name for each metafield, made where there is none.</summary>
    public async Task<Dictionary<(string Namespace, string Key), string>> EnsureAsync(
        IReadOnlyCollection<(string Name, string Namespace, string Key)> metafields,
        CancellationToken ct
    )
    {
        var known = await db.Attributes.AsNoTracking().ToListAsync(ct);
        var names = known.ToDictionary(a => (a.Namespace, a.Key), a => a.Name);
        var taken = known.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, space, key) in metafields.Where(m => !names.ContainsKey((m.Namespace, m.Key))))
        {
            var free = taken.Add(name) ? name : $"{name} ({space}.{key})";
            names[(space, key)] = free;
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO catalog.attributes (name, namespace, key) VALUES ({free}, {space}, {key}) ON CONFLICT DO NOTHING",
                ct
            );
        }

        return names;
    }

    /// <summary>Definitions for attributes that staff name without a metafield.</summary>
    public async Task EnsureAsync(IReadOnlyCollection<string> names, CancellationToken ct)
    {
        var known = await db.Attributes.AsNoTracking().Where(a => names.Contains(a.Name)).Select(a => a.Name).ToListAsync(ct);
        foreach (var name in names.Except(known, StringComparer.Ordinal))
        {
            var key = Slug.Of(name).Replace('-', '_');
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO catalog.attributes (name, namespace, key) VALUES ({name}, 'custom', {key}) ON CONFLICT DO NOTHING",
                ct
            );
        }
    }
}
