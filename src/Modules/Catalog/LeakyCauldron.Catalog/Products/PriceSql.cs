namespace LeakyCauldron.Catalog.Products;

/// <summary>A variant's present price as SQL; says the same as <see cref="Variant.PriceAt"/>.</summary>
internal static class PriceSql
{
    /// <summary>Joins <c>price(amount, compare_at)</c> to <c>variants v</c>.</summary>
    public static string Join(string currency, string now) =>
        $"""
            LEFT JOIN LATERAL (
                SELECT r.amount, coalesce(r.compare_at, CASE WHEN r.valid_from > '-infinity' THEN
                    (SELECT b.amount FROM catalog.prices b WHERE b.variant_id = v.id AND b.currency = {currency} AND b.valid_from = '-infinity') END) AS compare_at
                FROM catalog.prices r
                WHERE r.variant_id = v.id AND r.currency = {currency} AND r.valid_from <= {now} AND (r.valid_to IS NULL OR r.valid_to > {now})
                ORDER BY (r.valid_from > '-infinity') DESC, r.amount
                LIMIT 1
            ) price ON true
            """;

    /// <summary>The lowest price that was asked for since an instant: regular ones that ended after it, sales that ran after it, and the present one.</summary>
    public static string LowestSince(string currency, string since, string now) =>
        $"""
            least(price.amount,
                (SELECT min(h.amount) FROM catalog.price_history h WHERE h.variant_id = v.id AND h.currency = {currency} AND h.ended_at > {since}),
                (SELECT min(s.amount) FROM catalog.prices s WHERE s.variant_id = v.id AND s.currency = {currency} AND s.valid_from > '-infinity'
                    AND s.valid_from <= {now} AND (s.valid_to IS NULL OR s.valid_to > {since})))
            """;
}
