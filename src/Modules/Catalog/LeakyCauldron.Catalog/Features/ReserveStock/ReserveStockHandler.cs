using LeakyCauldron.Catalog.Stock;

namespace LeakyCauldron.Catalog.Features.ReserveStock;

internal sealed class ReserveStockValidator : AbstractValidator<Contracts.ReserveStock>
{
    public ReserveStockValidator()
    {
        RuleFor(x => x.Lines).NotEmpty();
        RuleFor(x => x.Lines.Count).LessThanOrEqualTo(500).OverridePropertyName("lines");
        RuleForEach(x => x.Lines).ChildRules(line => line.RuleFor(l => l.Quantity).InclusiveBetween(1, 1_000_000));
        RuleFor(x => x.Minutes).InclusiveBetween(1, 60 * 24 * 30);
    }
}

/// <summary>
/// One statement takes all lines or none. It locks the levels in the order of their ids, so that two orders for the same things cannot block each other for ever, and
/// it decides on what it has locked, never on what it read before.
/// </summary>
internal sealed class ReserveStockHandler(
    [FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database,
    StockSignal signal,
    TimeProvider clock
) : IRequestHandler<Contracts.ReserveStock, Result<StockReservation>>
{
    private const string Sql = """
        WITH mine AS (SELECT state, expires_at FROM catalog.stock_reservations WHERE order_id = $1 LIMIT 1),
        locked AS MATERIALIZED (
            SELECT s.variant_id, s.product_id, s.tracked, d.quantity, s.on_hand - s.reserved AS available,
                NOT s.tracked OR s.backorder OR s.on_hand - s.reserved >= d.quantity AS enough
            FROM catalog.stock_levels s JOIN unnest($2, $3) AS d(variant_id, quantity) ON d.variant_id = s.variant_id
            WHERE NOT EXISTS (SELECT FROM mine)
            ORDER BY s.variant_id FOR UPDATE OF s),
        verdict AS (SELECT count(*) = cardinality($2) AND bool_and(enough) AS ok FROM locked),
        taken AS (
            UPDATE catalog.stock_levels s SET reserved = s.reserved + l.quantity FROM locked l, verdict v
            WHERE v.ok AND l.tracked AND s.variant_id = l.variant_id),
        kept AS (
            INSERT INTO catalog.stock_reservations (order_id, variant_id, quantity, counted, state, created_at, expires_at)
            SELECT $1, l.variant_id, l.quantity, l.tracked, 'open', $4, $5 FROM locked l, verdict v WHERE v.ok),
        marked AS (INSERT INTO catalog.stock_marks (product_id) SELECT DISTINCT l.product_id FROM locked l, verdict v WHERE v.ok AND l.tracked)
        SELECT v.ok, m.state, m.expires_at, coalesce(s.variant_id, d.variant_id), s.available
        FROM verdict v LEFT JOIN mine m ON true
        LEFT JOIN LATERAL (SELECT l.variant_id, l.available FROM locked l WHERE NOT l.enough ORDER BY l.variant_id LIMIT 1) s ON true
        LEFT JOIN LATERAL (SELECT u.id AS variant_id FROM unnest($2) AS u(id) WHERE u.id NOT IN (SELECT variant_id FROM locked) LIMIT 1) d ON true
        """;

    public async Task<Result<StockReservation>> Handle(Contracts.ReserveStock request, CancellationToken ct)
    {
        // To the microsecond, as the database keeps it: every answer about this reservation says the same.
        var exact = clock.GetUtcNow();
        var now = exact.AddTicks(-(exact.Ticks % TimeSpan.TicksPerMicrosecond));
        var expires = now.AddMinutes(request.Minutes);
        var demand = request
            .Lines.GroupBy(l => l.VariantId)
            .OrderBy(g => g.Key)
            .Select(g => (Variant: g.Key, Quantity: g.Sum(l => l.Quantity)))
            .ToArray();
        try
        {
            return await ReserveAsync(request.OrderId, demand, now, expires, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The same order's other call was first: its reservation is there now.
            return await ReserveAsync(request.OrderId, demand, now, expires, ct);
        }
    }

    private async Task<Result<StockReservation>> ReserveAsync(
        Guid orderId,
        (Guid Variant, int Quantity)[] demand,
        DateTimeOffset now,
        DateTimeOffset expires,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = orderId });
        command.Parameters.Add(new() { Value = demand.Select(d => d.Variant).ToArray() });
        command.Parameters.Add(new() { Value = demand.Select(d => d.Quantity).ToArray() });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = expires });
        Guid? refused = null;
        int? available = null;
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            await row.ReadAsync(ct);
            if (!row.IsNull(1))
            {
                return row.GetString(1) is ReservationState.Open or ReservationState.Converted
                    ? new StockReservation(orderId, row.Instant(2))
                    : Error.Conflict("reservation_closed", "This order's reservation has ended.");
            }

            if (row.GetBoolean(0))
            {
                signal.Set();
                return new StockReservation(orderId, expires);
            }

            refused = row.GetGuid(3);
            available = row.IntOrNull(4);
        }

        return available is null
            ? Error.NotFound("variant").With("variantId", refused)
            : await StockErrors.InsufficientAsync(database, refused.Value, available.Value, ct);
    }
}
