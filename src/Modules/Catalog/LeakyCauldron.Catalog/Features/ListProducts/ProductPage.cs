using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.ListProducts;

/// <summary>Reads one page and the exact total in one round trip; a list by price that runs out of priced products takes a second one for the unpriced at its end.</summary>
internal sealed class ProductPage(
    NpgsqlDataSource database,
    ProductFilter filter,
    Collection? collection,
    ProductOrder order,
    string currency,
    DateTimeOffset now
)
{
    private const string Columns = """
        p.id, p.slug, p.title, p.brand, p.category_id, c.slug, c.name, l.amount, l.compare_at, p.image,
        p.rating_average, p.rating_count, p.in_stock, p.variant_count, p.sort_title, p.published_at, p.sold_count
        """;

    private const string Category = "LEFT JOIN catalog.categories c ON c.id = p.category_id";

    public async Task<Page<ProductListItem>> ReadAsync(ProductCursor? cursor, int limit, CancellationToken ct)
    {
        var rows = new List<ProductRow>(limit + 1);
        var onlyUnpriced = order.IsByPrice && cursor is { Number: null };
        await using var connection = await database.OpenConnectionAsync(ct);
        var total = await ReadAsync(connection, onlyUnpriced ? Unpriced(cursor, limit) : Main(cursor, limit), Count(), rows, ct);
        if (order.IsByPrice && !onlyUnpriced && !filter.NeedsPrice && rows.Count <= limit && rows.Count < total)
        {
            await ReadAsync(connection, Unpriced(null, limit - rows.Count), null, rows, ct);
        }

        var more = rows.Count > limit;
        var items = rows.Take(limit).Select(r => r.Item).ToArray();
        return new(items, more ? Cursor.Encode(order.After(rows[limit - 1])) : null, total);
    }

    private ProductConditions Conditions()
    {
        var conditions = new ProductConditions(currency, now);
        conditions.Apply(filter);
        if (collection is not null)
        {
            conditions.Apply(collection);
        }

        return conditions;
    }

    private NpgsqlBatchCommand Count()
    {
        var where = Conditions();
        return where.Command($"SELECT count(*) FROM catalog.products p WHERE {where.Sql}");
    }

    private NpgsqlBatchCommand Main(ProductCursor? cursor, int limit)
    {
        var where = Conditions();
        if (cursor is not null)
        {
            where.After(order.Columns, order.Descending, order.Values(cursor));
        }

        var prices = order.IsByPrice
            ? $"catalog.list_prices l JOIN catalog.products p ON p.id = l.product_id AND l.currency = {where.Currency}"
            : $"catalog.products p LEFT JOIN catalog.list_prices l ON l.product_id = p.id AND l.currency = {where.Currency}";
        return where.Command($"SELECT {Columns} FROM {prices} {Category} WHERE {where.Sql} ORDER BY {order.OrderBy} LIMIT {where.Add(limit + 1)}");
    }

    private NpgsqlBatchCommand Unpriced(ProductCursor? cursor, int limit)
    {
        var where = Conditions();
        where.And("l.amount IS NULL");
        if (cursor is not null)
        {
            where.After("p.id", order.Descending, cursor.Id);
        }

        return where.Command(
            $"""
            SELECT {Columns} FROM catalog.products p LEFT JOIN catalog.list_prices l ON l.product_id = p.id AND l.currency = {where.Currency} {Category}
            WHERE {where.Sql} ORDER BY p.id {(order.Descending ? "DESC" : "")} LIMIT {where.Add(limit + 1)}
            """
        );
    }

    private async Task<long> ReadAsync(
        NpgsqlConnection connection,
        NpgsqlBatchCommand page,
        NpgsqlBatchCommand? count,
        List<ProductRow> rows,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { page } };
        if (count is not null)
        {
            batch.BatchCommands.Add(count);
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(Row(reader));
        }

        return await reader.NextResultAsync(ct) && await reader.ReadAsync(ct) ? reader.GetInt64(0) : 0;
    }

    private ProductRow Row(NpgsqlDataReader row) =>
        new(
            new(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.TextOrNull(3),
                row.IsNull(4) ? null : new CategoryRef(row.GetGuid(4), row.GetString(5), row.GetString(6)),
                row.MoneyOrNull(7, currency),
                row.MoneyOrNull(8, currency),
                row.TextOrNull(9),
                new Rating(row.GetDouble(10), row.GetInt32(11)),
                row.GetBoolean(12),
                row.GetInt32(13)
            ),
            row.GetString(14),
            row.Instant(15),
            row.GetInt32(16)
        );
}
