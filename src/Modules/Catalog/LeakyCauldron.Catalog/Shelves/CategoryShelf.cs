using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Shelves;

/// <summary>Finds categories by the names of their path, and makes those that are missing.</summary>
internal sealed class CategoryShelf(CatalogDbContext db)
{
    private readonly Dictionary<string, Category> _byPath = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _slugs = new(StringComparer.Ordinal);

    /// <summary>Reads the tree; call it first, and again after a lost race.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        _byPath.Clear();
        foreach (var category in await db.Categories.AsNoTracking().ToListAsync(ct))
        {
            Keep(category);
        }
    }

    public IEnumerable<Category> All => _byPath.Values;

    public Category? Find(IReadOnlyList<string> path) => _byPath.GetValueOrDefault(Key(path));

    /// <summary>Makes all of these paths exist, ancestors first.</summary>
    public async Task EnsureAsync(IEnumerable<IReadOnlyList<string>> paths, CancellationToken ct)
    {
        var wanted = paths.DistinctBy(Key, StringComparer.OrdinalIgnoreCase).Where(p => Find(p) is null).ToArray();
        for (var attempt = 1; Array.Exists(wanted, p => Find(p) is null); attempt++)
        {
            try
            {
                // Staff who rename or move an ancestor at this moment come before or after.
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                await db.LockTreeAsync(ct);
                await LoadAsync(ct);
                foreach (var path in wanted)
                {
                    Add(path);
                }

                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
            }
            catch (DbUpdateException e) when (attempt < 5 && Retryable.IsDuplicate(e))
            {
                await LoadAsync(ct);
            }
            finally
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private static string Key(IEnumerable<string> path) => string.Join('\n', path);

    private void Add(IReadOnlyList<string> path)
    {
        Category? parent = null;
        for (var depth = 1; depth <= path.Count; depth++)
        {
            var names = path.Take(depth).ToArray();
            if (Find(names) is not { } category)
            {
                category = new Category(parent, UniqueSlug(parent, names[^1]), names[^1]);
                db.Categories.Add(category);
                Keep(category);
            }

            parent = category;
        }
    }

    /// <summary>The name alone if it is free, else with its parent's, else with a number.</summary>
    private string UniqueSlug(Category? parent, string name)
    {
        var own = Slug.Of(name) is { Length: > 0 } slug ? slug : "category";
        var candidates = new[] { own, Slug.Of($"{parent?.Slug}-{own}") }.Concat(Enumerable.Range(2, int.MaxValue - 2).Select(n => $"{own}-{n}"));
        return candidates.First(c => !_slugs.Contains(c));
    }

    private void Keep(Category category)
    {
        _byPath[Key(category.PathNames)] = category;
        _slugs.Add(category.Slug);
    }
}
