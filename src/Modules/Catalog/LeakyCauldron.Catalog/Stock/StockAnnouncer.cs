using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Catalog.Stock;

/// <summary>
/// Tells others of changed levels: takes marks, raises each product's event counter, writes one event a product, in one transaction. However many marks a
/// product has, it is one event; the first mark after a pause is told at once, later ones wait for the interval.
/// </summary>
internal sealed partial class StockAnnouncer(
    [FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database,
    IOutboxWriter outbox,
    StockSignal signal,
    TimeProvider clock,
    StartState start,
    ILogger<StockAnnouncer> logger
) : BackgroundService
{
    private const int BatchSize = 20_000;
    private const int ProductsAtOnce = 2_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private const string TakeMarks = """
        WITH taken AS (
            DELETE FROM catalog.stock_marks WHERE id IN (SELECT id FROM catalog.stock_marks ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING product_id)
        SELECT DISTINCT product_id FROM taken
        """;

    private const string LockProducts = "SELECT FROM catalog.products WHERE id = ANY($1) ORDER BY id FOR UPDATE";

    private const string Raise = """
        UPDATE catalog.products p
        SET event_version = p.event_version + CASE WHEN p.announced THEN 1 ELSE 0 END,
            in_stock = EXISTS (
                SELECT FROM catalog.stock_levels s JOIN catalog.variants v ON v.id = s.variant_id
                WHERE s.product_id = p.id AND v.deleted_at IS NULL AND (NOT s.tracked OR s.backorder OR s.on_hand > s.reserved))
        WHERE p.id = ANY($1)
        RETURNING p.id, p.event_version, p.announced
        """;

    private const string Levels = """
        SELECT v.product_id, v.id, v.sku, CASE WHEN s.tracked AND NOT s.backorder THEN s.on_hand - s.reserved END
        FROM catalog.variants v JOIN catalog.stock_levels s ON s.variant_id = v.id
        WHERE v.product_id = ANY($1) AND v.deleted_at IS NULL ORDER BY v.product_id, v.position
        """;

    /// <summary>An alert that is told is gone: who wants to know again asks again.</summary>
    private const string TakeAlerts = """
        DELETE FROM catalog.stock_alerts a USING catalog.variants v, catalog.stock_levels s, catalog.products p
        WHERE a.variant_id = v.id AND s.variant_id = v.id AND p.id = v.product_id AND v.product_id = ANY($1) AND v.deleted_at IS NULL
            AND p.status = 'active' AND p.deleted_at IS NULL AND p.published_at <= now()
            AND (NOT s.tracked OR s.backorder OR s.on_hand > s.reserved)
        RETURNING a.id, a.user_id, p.id, v.id, v.sku, p.slug, p.title
        """;

    /// <summary>Takes what marks there are; answers how many products were told.</summary>
    public async Task<int> AnnounceAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var products = await ReadIdsAsync(connection, TakeMarks, BatchSize, ct);
        foreach (var some in products.Chunk(ProductsAtOnce))
        {
            await AnnounceAsync(connection, some, ct);
        }

        await transaction.CommitAsync(ct);
        if (products.Count > 0)
        {
            outbox.Wake(CatalogDbContext.Schema);
        }

        return products.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(Poll, clock, stoppingToken);
                if (await AnnounceAsync(stoppingToken) > 0)
                {
                    await Task.Delay(Interval, clock, stoppingToken);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Failed(logger, e);
                await Task.Delay(Poll, clock, stoppingToken);
            }
        }
    }

    /// <summary>The products' rows are locked before the levels are read: of two announcers of one product the later event carries the later level.</summary>
    private async Task AnnounceAsync(NpgsqlConnection connection, Guid[] products, CancellationToken ct)
    {
        await using (var locking = new NpgsqlCommand(LockProducts, connection) { Parameters = { new() { Value = products } } })
        {
            await locking.ExecuteNonQueryAsync(ct);
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in new[] { Raise, Levels, TakeAlerts })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = products } } });
        }

        var versions = new Dictionary<Guid, long>();
        var variants = new List<(Guid Product, VariantStock Stock)>();
        var told = new List<(IIntegrationEvent, long)>();
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                if (reader.GetBoolean(2))
                {
                    versions.Add(reader.GetGuid(0), reader.GetInt64(1));
                }
            }

            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                variants.Add((reader.GetGuid(0), new(reader.GetGuid(1), reader.GetString(2), reader.IntOrNull(3))));
            }

            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                told.Add((AlertOf(reader), 1));
            }
        }

        var byProduct = variants.ToLookup(v => v.Product, v => v.Stock);
        var events = versions.Select(v => ((IIntegrationEvent)new StockChangedV1(v.Key, [.. byProduct[v.Key]]), v.Value));
        await outbox.AppendAsync(connection, CatalogDbContext.Schema, [.. events, .. told], ct);
    }

    private static BackInStockV1 AlertOf(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetGuid(3), row.GetString(4), row.GetString(5), row.GetString(6));

    private static async Task<List<Guid>> ReadIdsAsync(NpgsqlConnection connection, string sql, int limit, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = limit } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stock changes could not be told; they are tried again")]
    private static partial void Failed(ILogger logger, Exception e);
}
