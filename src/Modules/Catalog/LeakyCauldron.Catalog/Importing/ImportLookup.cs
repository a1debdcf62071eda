namespace LeakyCauldron.Catalog.Importing;

/// <summary>A product that a handle means.</summary>
internal sealed record KnownProduct(Guid Id, byte[] Hash);

/// <summary>What the shop already has of a batch's handles and SKUs.</summary>
internal sealed class ImportLookup(CatalogDbContext db)
{
    private const string Products = """
        SELECT h.handle, p.id, coalesce(p.import_hash, '')
        FROM unnest($1) AS h(handle)
        JOIN catalog.products p ON p.slug = h.handle AND p.deleted_at IS NULL
        UNION ALL
        SELECT s.slug, p.id, coalesce(p.import_hash, '')
        FROM catalog.slug_history s JOIN catalog.products p ON p.id = s.product_id AND p.deleted_at IS NULL
        WHERE s.slug = ANY($1) AND NOT EXISTS (SELECT FROM catalog.products o WHERE o.slug = s.slug AND o.deleted_at IS NULL)
        """;

    // A plan made for any keys while the tables were almost empty would read them whole for every batch after they have grown.
    private const string PlanForTheseKeys = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)";

    private const string Skus = "SELECT sku, product_id FROM catalog.variants WHERE sku = ANY($1) AND deleted_at IS NULL";

    /// <summary>By handle, also by a former one.</summary>
    public async Task<Dictionary<string, KnownProduct>> ProductsAsync(string[] handles, CancellationToken ct)
    {
        var found = new Dictionary<string, KnownProduct>(handles.Length, StringComparer.Ordinal);
        await ReadAsync(Products, handles, row => found[row.GetString(0)] = new(row.GetGuid(1), row.BytesOrNull(2)!), ct);
        return found;
    }

    /// <summary>The products that SKUs belong to.</summary>
    public async Task<Dictionary<string, Guid>> SkuOwnersAsync(string[] skus, CancellationToken ct)
    {
        var found = new Dictionary<string, Guid>(StringComparer.Ordinal);
        await ReadAsync(Skus, skus, row => found[row.GetString(0)] = row.GetGuid(1), ct);
        return found;
    }

    private async Task ReadAsync(string sql, string[] keys, Action<NpgsqlDataReader> read, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            batch.BatchCommands.Add(new NpgsqlBatchCommand(PlanForTheseKeys));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = keys } } });
            await using var row = await batch.ExecuteReaderAsync(ct);
            await row.NextResultAsync(ct);
            while (await row.ReadAsync(ct))
            {
                read(row);
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
