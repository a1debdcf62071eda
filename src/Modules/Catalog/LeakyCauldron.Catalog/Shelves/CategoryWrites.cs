namespace LeakyCauldron.Catalog.Shelves;

/// <summary>What writers of the tree share: one at a time, whole paths, and products that tell of it.</summary>
internal static class CategoryWrites
{
    /// <summary>Until the end of the transaction nobody else makes, moves or deletes a category.</summary>
    public static async Task LockTreeAsync(this CatalogDbContext db, CancellationToken ct)
    {
        _ = db.Database.CurrentTransaction ?? await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('leaky-categories'))", ct);
    }

    /// <summary>
    /// Writes the paths of a category and of all below it anew. Their products are due at once: the job that tells of what time has changed tells of them too, some at a
    /// time, and lists are read from the tables until it has.
    /// </summary>
    public static async Task RewritePathsAsync(this CatalogDbContext db, Guid category, DateTimeOffset now, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            $$"""
            WITH RECURSIVE tree AS (
                SELECT c.id, coalesce(p.path_ids, '{}') || c.id AS ids, coalesce(p.path_slugs, '{}') || c.slug AS slugs, coalesce(p.path_names, '{}') || c.name AS names
                FROM catalog.categories c LEFT JOIN catalog.categories p ON p.id = c.parent_id WHERE c.id = {{category}}
                UNION ALL
                SELECT c.id, t.ids || c.id, t.slugs || c.slug, t.names || c.name FROM catalog.categories c JOIN tree t ON c.parent_id = t.id)
            UPDATE catalog.categories c SET path_ids = t.ids, path_slugs = t.slugs, path_names = t.names FROM tree t WHERE c.id = t.id
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE catalog.products SET next_change_at = {now}
            WHERE deleted_at IS NULL AND category_id IN (SELECT id FROM catalog.categories WHERE path_ids @> ARRAY[{category}])
            """,
            ct
        );
    }
}
