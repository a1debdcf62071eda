namespace LeakyCauldron.Catalog.Stock;

/// <summary>How an order's reservation ends. Each way closes lines by their state, so doing it twice does nothing.</summary>
internal static class Reservations
{
    private const string ReleaseSql = """
        WITH closed AS (
            UPDATE catalog.stock_reservations SET state = $2, closed_at = $3 WHERE order_id = $1 AND state = 'open' RETURNING variant_id, quantity, counted),
        freed AS (
            UPDATE catalog.stock_levels s SET reserved = s.reserved - c.quantity FROM closed c WHERE c.counted AND s.variant_id = c.variant_id RETURNING s.product_id)
        INSERT INTO catalog.stock_marks (product_id) SELECT DISTINCT product_id FROM freed
        """;

    private const string ConvertSql = $"""
        WITH closed AS (
            UPDATE catalog.stock_reservations SET state = 'converted', closed_at = $2 WHERE order_id = $1 AND state = 'open' RETURNING variant_id, quantity, counted),
        moves AS (
            SELECT variant_id, -quantity AS delta, -quantity AS reserved_delta, NULL::uuid AS location_id, '{MovementKind.Sale}' AS kind, '' AS reason, $1 AS order_id,
                NULL::uuid AS actor, $2 AS at FROM closed WHERE counted),
        {StockSql.ApplyMoves}
        SELECT FROM closed
        """;

    private const string ReturnSql = $"""
        WITH closed AS (
            UPDATE catalog.stock_reservations SET state = 'returned', closed_at = $2 WHERE order_id = $1 AND state = 'converted' RETURNING variant_id, quantity, counted),
        moves AS (
            SELECT variant_id, quantity AS delta, 0 AS reserved_delta, NULL::uuid AS location_id, '{MovementKind.Cancellation}' AS kind, $3 AS reason, $1 AS order_id,
                NULL::uuid AS actor, $2 AS at FROM closed WHERE counted AND quantity > 0),
        {StockSql.ApplyMoves}
        SELECT FROM closed
        """;

    /// <summary>What is given back is taken off the sale, so that never more comes back than was sold.</summary>
    private const string ReturnPartSql = $"""
        WITH wanted AS (SELECT * FROM unnest($3::uuid[], $4::int[]) AS w (variant_id, units)),
        part AS (
            SELECT r.variant_id, r.counted, least(r.quantity, w.units) AS units
            FROM catalog.stock_reservations r JOIN wanted w USING (variant_id) WHERE r.order_id = $1 AND r.state = 'converted' AND r.quantity > 0),
        closed AS (
            UPDATE catalog.stock_reservations r SET quantity = r.quantity - p.units FROM part p WHERE r.order_id = $1 AND r.variant_id = p.variant_id),
        moves AS (
            SELECT variant_id, units AS delta, 0 AS reserved_delta, NULL::uuid AS location_id, $6 AS kind, $5 AS reason, $1 AS order_id,
                NULL::uuid AS actor, $2 AS at FROM part WHERE counted),
        {StockSql.ApplyMoves}
        SELECT FROM part
        """;

    private const string ReopenSql = """
        WITH wanted AS (
            SELECT r.variant_id, r.quantity, s.product_id, s.tracked, s.on_hand - s.reserved AS available,
                NOT s.tracked OR s.backorder OR s.on_hand - s.reserved >= r.quantity AS enough
            FROM catalog.stock_reservations r JOIN catalog.stock_levels s USING (variant_id) WHERE r.order_id = $1 AND r.state = 'expired'),
        verdict AS (SELECT bool_and(enough) AS ok FROM wanted),
        taken AS (
            UPDATE catalog.stock_levels s SET reserved = s.reserved + w.quantity FROM wanted w, verdict v WHERE v.ok AND w.tracked AND s.variant_id = w.variant_id),
        reopened AS (
            UPDATE catalog.stock_reservations r SET state = 'open', counted = w.tracked, closed_at = NULL, expires_at = $2 FROM wanted w, verdict v
            WHERE v.ok AND r.order_id = $1 AND r.variant_id = w.variant_id),
        marked AS (INSERT INTO catalog.stock_marks (product_id) SELECT DISTINCT w.product_id FROM wanted w, verdict v WHERE v.ok)
        SELECT variant_id, available FROM wanted WHERE NOT enough ORDER BY variant_id LIMIT 1
        """;

    private const string StateSql = "SELECT state FROM catalog.stock_reservations WHERE order_id = $1 LIMIT 1";

    /// <summary>Gives open lines back.</summary>
    public static async Task ReleaseAsync(NpgsqlConnection connection, Guid orderId, string state, DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = Locked(connection, orderId, ReservationState.Open);
        batch.BatchCommands.Add(Command(ReleaseSql, orderId, state, now));
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Makes open lines a sale; answers the reservation's state afterwards, null if there is none.</summary>
    public static async Task<string?> ConvertAsync(NpgsqlConnection connection, Guid orderId, DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = Locked(connection, orderId, ReservationState.Open);
        batch.BatchCommands.Add(Command(ConvertSql, orderId, now));
        batch.BatchCommands.Add(Command(StateSql, orderId));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.NextResultAsync(ct))
        {
            if (reader.FieldCount == 1)
            {
                return await reader.ReadAsync(ct) ? reader.GetString(0) : null;
            }
        }

        return null;
    }

    /// <summary>Takes an expired reservation anew, all lines or none; answers the variant that is short.</summary>
    public static async Task<(Guid VariantId, int Available)?> ReopenAsync(
        NpgsqlConnection connection,
        Guid orderId,
        DateTimeOffset until,
        CancellationToken ct
    )
    {
        await using var batch = Locked(connection, orderId, ReservationState.Expired);
        batch.BatchCommands.Add(Command(ReopenSql, orderId, until));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.NextResultAsync(ct))
        {
            if (reader.FieldCount == 2 && await reader.ReadAsync(ct))
            {
                return (reader.GetGuid(0), reader.GetInt32(1));
            }
        }

        return null;
    }

    /// <summary>Puts sold units back on the shelf.</summary>
    public static async Task ReturnAsync(NpgsqlConnection connection, Guid orderId, string reason, DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = Locked(connection, orderId, ReservationState.Converted);
        batch.BatchCommands.Add(Command(ReturnSql, orderId, now, reason));
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Puts some of the sold units back on the shelf.</summary>
    public static async Task ReturnPartAsync(
        NpgsqlConnection connection,
        Guid orderId,
        IReadOnlyDictionary<Guid, int> units,
        (string Kind, string Reason) why,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var batch = Locked(connection, orderId, ReservationState.Converted);
        batch.BatchCommands.Add(Command(ReturnPartSql, orderId, now, units.Keys.ToArray(), units.Values.ToArray(), why.Reason, why.Kind));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatch Locked(NpgsqlConnection connection, Guid orderId, string state) =>
        new(connection) { BatchCommands = { Command(StockSql.LockReservation, orderId), Command(StockSql.LockLevelsOfReservation, orderId, state) } };

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
