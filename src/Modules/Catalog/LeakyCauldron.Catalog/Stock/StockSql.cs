namespace LeakyCauldron.Catalog.Stock;

/// <summary>
/// The parts that all changes of levels share. Rows are always locked in one order: reservations, then levels, by variant id. Statements of one batch see what
/// the ones before them waited for, so a decision is always made on locked rows.
/// </summary>
internal static class StockSql
{
    /// <summary>$1: order id.</summary>
    public const string LockReservation = "SELECT FROM catalog.stock_reservations WHERE order_id = $1 ORDER BY variant_id FOR UPDATE";

    /// <summary>$1: order id, $2: state of the lines whose levels are wanted.</summary>
    public const string LockLevelsOfReservation = """
        SELECT FROM catalog.stock_levels s
        WHERE s.variant_id IN (SELECT r.variant_id FROM catalog.stock_reservations r WHERE r.order_id = $1 AND r.state = $2)
        ORDER BY s.variant_id FOR UPDATE
        """;

    /// <summary>
    /// Common table expressions that apply <c>moves(variant_id, delta, reserved_delta, location_id, kind, reason, order_id, actor, at)</c>, one row a variant, levels
    /// locked before: to the level itself, its locations, the ledger, the marks. Without a location what comes goes to the first one, and what leaves drains them in their order; beyond
    /// what they hold (a backorder) it is owed by the first.
    /// </summary>
    public const string ApplyMoves = """
        levels AS (
            UPDATE catalog.stock_levels s SET on_hand = s.on_hand + m.delta, reserved = s.reserved + m.reserved_delta FROM moves m WHERE s.variant_id = m.variant_id
            RETURNING s.variant_id, s.product_id, s.on_hand),
        first AS (SELECT id FROM catalog.locations ORDER BY position, id LIMIT 1),
        shelves AS (
            SELECT m.variant_id, l.location_id, l.on_hand, -m.delta AS wanted,
                coalesce(sum(greatest(l.on_hand, 0)) OVER (PARTITION BY m.variant_id ORDER BY o.position, o.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
            FROM moves m
            JOIN catalog.location_levels l ON l.variant_id = m.variant_id
            JOIN catalog.locations o ON o.id = l.location_id
            WHERE m.location_id IS NULL AND m.delta < 0),
        drained AS (
            SELECT variant_id, location_id, least(greatest(on_hand, 0), wanted - before)::int AS units
            FROM shelves WHERE on_hand > 0 AND wanted > before),
        changes AS (
            SELECT variant_id, location_id, -units AS delta FROM drained
            UNION ALL
            SELECT m.variant_id, coalesce(m.location_id, f.id), m.delta + coalesce((SELECT sum(d.units) FROM drained d WHERE d.variant_id = m.variant_id), 0)::int
            FROM moves m, first f),
        summed AS (SELECT variant_id, location_id, sum(delta)::int AS delta FROM changes GROUP BY variant_id, location_id HAVING sum(delta) <> 0),
        located AS (
            INSERT INTO catalog.location_levels AS l (variant_id, location_id, on_hand) SELECT variant_id, location_id, delta FROM summed
            ON CONFLICT (variant_id, location_id) DO UPDATE SET on_hand = l.on_hand + excluded.on_hand),
        moved AS (
            INSERT INTO catalog.stock_movements (variant_id, location_id, kind, delta, on_hand, reason, order_id, actor, at)
            SELECT m.variant_id, m.location_id, m.kind, m.delta, v.on_hand, m.reason, m.order_id, m.actor, m.at
            FROM moves m JOIN levels v ON v.variant_id = m.variant_id ORDER BY m.variant_id),
        marked AS (INSERT INTO catalog.stock_marks (product_id) SELECT DISTINCT product_id FROM levels)
        """;
}
