using LeakyCauldron.Catalog.Stock;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>What a file says of a present variant's stock, where it says anything new.</summary>
internal sealed record StockWish(ImportedVariant Row, Guid VariantId, bool Tracked, bool Backorder, int? Quantity)
{
    public static StockWish? Of(ImportedVariant row, StockLevel level)
    {
        // The same figure as last time is not a new count: units may have been sold since.
        var quantity = row.Quantity == level.ImportedQuantity ? null : row.Quantity;
        var wish = new StockWish(row, level.VariantId, row.Tracked ?? level.Tracked, row.Backorder ?? level.Backorder, quantity);
        return quantity is null && wish.Tracked == level.Tracked && wish.Backorder == level.Backorder ? null : wish;
    }
}

/// <summary>Applies wishes to locked levels. On hand never falls below what is promised to orders, where that must not happen.</summary>
internal sealed class StockPlan(CatalogDbContext db)
{
    private const string Lock =
        "SELECT variant_id, on_hand, reserved, tracked, backorder FROM catalog.stock_levels WHERE variant_id = ANY($1) ORDER BY variant_id FOR UPDATE";

    private const string Loosen = """
        UPDATE catalog.stock_levels s SET tracked = s.tracked AND w.tracked, backorder = s.backorder OR w.backorder
        FROM unnest($1, $2, $3) AS w(variant_id, tracked, backorder) WHERE s.variant_id = w.variant_id
        """;

    private const string Settle = """
        WITH changed AS (
            UPDATE catalog.stock_levels s SET tracked = w.tracked, backorder = w.backorder, imported_quantity = coalesce(w.quantity, s.imported_quantity)
            FROM unnest($1, $2, $3, $4) AS w(variant_id, tracked, backorder, quantity) WHERE s.variant_id = w.variant_id RETURNING s.product_id)
        INSERT INTO catalog.stock_marks (product_id) SELECT DISTINCT product_id FROM changed
        """;

    private readonly Dictionary<Guid, StockLevel> _locked = [];
    private readonly Dictionary<Guid, int> _reserved = [];

    /// <summary>Locks the levels, in the order that everybody keeps.</summary>
    public async Task LockAsync(IReadOnlyCollection<StockWish> wishes, CancellationToken ct)
    {
        await using var batch = Batch(Lock, wishes.Select(w => w.VariantId).ToArray());
        await using var row = await batch.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            _locked[row.GetGuid(0)] = new StockLevel(row.GetGuid(0), Guid.Empty, row.GetBoolean(3), row.GetBoolean(4), row.GetInt32(1));
            _reserved[row.GetGuid(0)] = row.GetInt32(2);
        }
    }

    /// <summary>Why a wish cannot be granted, or null.</summary>
    public RowError? Refusal(StockWish wish, ImportColumns columns) =>
        wish is { Tracked: true, Backorder: false, Quantity: null } && _locked[wish.VariantId].OnHand < _reserved[wish.VariantId]
            ? new(wish.Row.Line, columns.Name(columns.Policy), "backorders_open", "More units are promised to orders than there are.")
            : null;

    /// <summary>Grants wishes; answers the variants where anybody could see a difference.</summary>
    public async Task<HashSet<Guid>> ApplyAsync(IReadOnlyCollection<StockWish> wishes, Guid? actor, DateTimeOffset now, CancellationToken ct)
    {
        var ids = wishes.Select(w => w.VariantId).ToArray();
        var (tracked, backorder) = (wishes.Select(w => w.Tracked).ToArray(), wishes.Select(w => w.Backorder).ToArray());
        await using (var loosen = Batch(Loosen, ids, tracked, backorder))
        {
            await loosen.ExecuteNonQueryAsync(ct);
        }

        var changed = wishes
            .Where(w => w.Tracked != _locked[w.VariantId].Tracked || w.Backorder != _locked[w.VariantId].Backorder)
            .Select(w => w.VariantId)
            .ToHashSet();
        var ledger = await StockLedger.LockAsync(db, ids, ct);
        foreach (var wish in wishes)
        {
            var floor = wish is { Tracked: true, Backorder: false } ? _reserved[wish.VariantId] : int.MinValue;
            var delta = wish.Quantity is { } quantity ? Math.Max(quantity, floor) - _locked[wish.VariantId].OnHand : 0;
            if (delta != 0)
            {
                ledger.Add(new StockMove(wish.VariantId, delta, null, ""));
                changed.Add(wish.VariantId);
            }
        }

        await ledger.WriteAsync(MovementKind.Import, actor, now, ct);
        await using var settle = Batch(Settle, ids, tracked, backorder, wishes.Select(w => w.Quantity).ToArray());
        await settle.ExecuteNonQueryAsync(ct);
        return changed;
    }

    private NpgsqlBatch Batch(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return new((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction())
        {
            BatchCommands = { command },
        };
    }
}
