using Microsoft.EntityFrameworkCore.Storage;

namespace LeakyCauldron.Catalog.Stock;

/// <summary>A change of what is on hand.</summary>
internal sealed record StockMove(Guid VariantId, int Delta, Guid? LocationId, string Reason);

/// <summary>Moves of locked levels, checked in memory, written in the context's transaction, which the pipeline commits.</summary>
internal sealed class StockLedger
{
    private const int MostUnits = 1_000_000_000;

    private const string LockLevels = """
        SELECT s.variant_id, s.tracked, s.backorder, s.on_hand, s.reserved FROM catalog.stock_levels s WHERE s.variant_id = ANY($1) ORDER BY s.variant_id FOR UPDATE
        """;

    private const string LocalLevels = "SELECT variant_id, location_id, on_hand FROM catalog.location_levels WHERE variant_id = ANY($1)";

    private const string Write = $"""
        WITH moves AS (
            SELECT u.variant_id, u.delta, 0 AS reserved_delta, u.location_id, $5 AS kind, u.reason, NULL::uuid AS order_id, $6 AS actor, $7 AS at
            FROM unnest($1, $2, $3, $4) AS u(variant_id, delta, location_id, reason)),
        {StockSql.ApplyMoves}
        SELECT FROM levels
        """;

    private readonly CatalogDbContext _db;
    private readonly Dictionary<Guid, Level> _levels = [];
    private readonly Dictionary<(Guid Variant, Guid Location), long> _local = [];
    private readonly List<StockMove> _moves = [];

    private StockLedger(CatalogDbContext db) => _db = db;

    public static async Task<StockLedger> LockAsync(CatalogDbContext db, IReadOnlyCollection<Guid> variants, CancellationToken ct)
    {
        var ledger = new StockLedger(db);
        _ = db.Database.CurrentTransaction ?? await db.Database.BeginTransactionAsync(ct);
        await using var batch = ledger.Batch();
        foreach (var sql in new[] { LockLevels, LocalLevels })
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = variants.ToArray() } } });
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var floor =
                reader.GetBoolean(2) ? -MostUnits
                : reader.GetBoolean(1) ? reader.GetInt32(4)
                : 0;
            ledger._levels[reader.GetGuid(0)] = new Level(reader.GetInt32(3), floor);
        }

        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            ledger._local[(reader.GetGuid(0), reader.GetGuid(1))] = reader.GetInt32(2);
        }

        return ledger;
    }

    /// <summary>Plans a move; null if it is possible, else the units that could leave.</summary>
    public int? Add(StockMove move)
    {
        var level = _levels[move.VariantId];
        var onHand = level.OnHand + move.Delta;
        if (move.Delta < 0 && onHand < level.Floor)
        {
            return (int)(level.OnHand - level.Floor);
        }

        if (onHand > MostUnits)
        {
            return 0;
        }

        if (move.LocationId is { } location)
        {
            var local = _local.GetValueOrDefault((move.VariantId, location));
            if (move.Delta < 0 && local + move.Delta < 0)
            {
                return (int)local;
            }

            _local[(move.VariantId, location)] = local + move.Delta;
        }

        _levels[move.VariantId] = level with { OnHand = onHand };
        _moves.Add(move);
        return null;
    }

    /// <summary>Writes the moves: those of different variants in one statement, further ones of the same variant after them.</summary>
    public async Task WriteAsync(string kind, Guid? actor, DateTimeOffset now, CancellationToken ct)
    {
        var rounds = _moves
            .GroupBy(m => m.VariantId)
            .SelectMany(g => g.Select((move, round) => (move, round)))
            .GroupBy(m => m.round, m => m.move)
            .OrderBy(g => g.Key);
        foreach (var round in rounds)
        {
            await using var batch = Batch();
            var command = new NpgsqlBatchCommand(Write);
            command.Parameters.Add(new() { Value = round.Select(m => m.VariantId).ToArray() });
            command.Parameters.Add(new() { Value = round.Select(m => m.Delta).ToArray() });
            command.Parameters.Add(new() { Value = round.Select(m => m.LocationId).ToArray() });
            command.Parameters.Add(new() { Value = round.Select(m => m.Reason).ToArray() });
            command.Parameters.Add(new() { Value = kind });
            command.Parameters.Add(new() { Value = (object?)actor ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
            command.Parameters.Add(new() { Value = now });
            batch.BatchCommands.Add(command);
            await batch.ExecuteNonQueryAsync(ct);
        }
    }

    private NpgsqlBatch Batch() =>
        new((NpgsqlConnection)_db.Database.GetDbConnection(), (NpgsqlTransaction)_db.Database.CurrentTransaction!.GetDbTransaction());

    private sealed record Level(long OnHand, int Floor);
}
