using System.Text.Json;
using LeakyCauldron.Catalog.Stock;
using NpgsqlTypes;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>A product that was not there before, with the stock of its variants.</summary>
internal sealed record NewProduct(Product Product, IReadOnlyList<NewStock> Stock);

/// <summary>Writes new products by COPY: a table at a time, whatever their number.</summary>
internal static class BulkProducts
{
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyCollection<NewProduct> products, CancellationToken ct)
    {
        await CopyAsync(
            connection,
            """
            products (id, slug, title, sort_title, description_html, brand, category_id, status, published_at, seo_title, seo_description, attributes, tags,
            option_names, images, rating_average, rating_count, sold_count, revision, import_hash, announced, in_stock, variant_count, image, next_change_at,
            created_at, updated_at, event_version)
            """,
            products,
            WriteProductAsync,
            ct
        );
        await CopyAsync(
            connection,
            "variants (id, product_id, sku, barcode, option_values, weight_grams, requires_shipping, taxable, position, image)",
            products.SelectMany(p => p.Product.Variants),
            WriteVariantAsync,
            ct
        );
        await CopyAsync(
            connection,
            "prices (variant_id, currency, valid_from, amount, compare_at)",
            products.SelectMany(p => p.Product.Variants).SelectMany(v => v.Prices),
            async (row, price) =>
            {
                await row.WriteAsync(price.VariantId, NpgsqlDbType.Uuid, ct);
                await row.WriteAsync(price.Currency, NpgsqlDbType.Char, ct);
                await row.WriteAsync(price.ValidFrom, NpgsqlDbType.TimestampTz, ct);
                await row.WriteAsync(price.Amount, NpgsqlDbType.Bigint, ct);
                await WriteAsync(row, price.CompareAt, NpgsqlDbType.Bigint, ct);
            },
            ct
        );
        await CopyAsync(
            connection,
            "list_prices (product_id, currency, amount, compare_at)",
            products.SelectMany(p => p.Product.ListPrices),
            async (row, price) =>
            {
                await row.WriteAsync(price.ProductId, NpgsqlDbType.Uuid, ct);
                await row.WriteAsync(price.Currency, NpgsqlDbType.Char, ct);
                await row.WriteAsync(price.Amount, NpgsqlDbType.Bigint, ct);
                await WriteAsync(row, price.CompareAt, NpgsqlDbType.Bigint, ct);
            },
            ct
        );
        await WriteStockAsync(connection, [.. products.SelectMany(p => p.Stock)], ct);
    }

    private static async Task WriteProductAsync(NpgsqlBinaryImporter row, NewProduct item)
    {
        var p = item.Product;
        var ct = CancellationToken.None;
        await row.WriteAsync(p.Id, NpgsqlDbType.Uuid, ct);
        await row.WriteAsync(p.Slug, NpgsqlDbType.Text, ct);
        await row.WriteAsync(p.Title, NpgsqlDbType.Text, ct);
        await row.WriteAsync(p.SortTitle, NpgsqlDbType.Text, ct);
        await row.WriteAsync(p.DescriptionHtml, NpgsqlDbType.Text, ct);
        await WriteAsync(row, p.Brand, ct);
        await WriteAsync(row, p.CategoryId, NpgsqlDbType.Uuid, ct);
        await row.WriteAsync(p.Status.ToString().ToLowerInvariant(), NpgsqlDbType.Text, ct);
        await WriteAsync(row, p.PublishedAt, NpgsqlDbType.TimestampTz, ct);
        await WriteAsync(row, p.SeoTitle, ct);
        await WriteAsync(row, p.SeoDescription, ct);
        await row.WriteAsync(JsonSerializer.Serialize(p.Attributes, Json.Wire), NpgsqlDbType.Jsonb, ct);
        await row.WriteAsync(p.Tags, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
        await row.WriteAsync(p.OptionNames, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
        await row.WriteAsync(JsonSerializer.Serialize(p.Images, Json.Wire), NpgsqlDbType.Jsonb, ct);
        await row.WriteAsync(p.RatingAverage, NpgsqlDbType.Double, ct);
        await row.WriteAsync(p.RatingCount, NpgsqlDbType.Integer, ct);
        await row.WriteAsync(p.SoldCount, NpgsqlDbType.Integer, ct);
        await row.WriteAsync(p.Revision, NpgsqlDbType.Bigint, ct);
        await row.WriteAsync(p.ImportHash!, NpgsqlDbType.Bytea, ct);
        await row.WriteAsync(p.Announced, NpgsqlDbType.Boolean, ct);
        await row.WriteAsync(p.InStock, NpgsqlDbType.Boolean, ct);
        await row.WriteAsync(p.VariantCount, NpgsqlDbType.Integer, ct);
        await WriteAsync(row, p.Image, ct);
        await WriteAsync(row, p.NextChangeAt, NpgsqlDbType.TimestampTz, ct);
        await row.WriteAsync(p.CreatedAt, NpgsqlDbType.TimestampTz, ct);
        await row.WriteAsync(p.UpdatedAt, NpgsqlDbType.TimestampTz, ct);
        await row.WriteAsync(p.Announced ? 1L : 0L, NpgsqlDbType.Bigint, ct);
    }

    private static async Task WriteVariantAsync(NpgsqlBinaryImporter row, Variant v)
    {
        var ct = CancellationToken.None;
        await row.WriteAsync(v.Id, NpgsqlDbType.Uuid, ct);
        await row.WriteAsync(v.ProductId, NpgsqlDbType.Uuid, ct);
        await row.WriteAsync(v.Sku, NpgsqlDbType.Text, ct);
        await WriteAsync(row, v.Barcode, ct);
        await row.WriteAsync(v.OptionValues, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
        await row.WriteAsync(v.WeightGrams, NpgsqlDbType.Integer, ct);
        await row.WriteAsync(v.RequiresShipping, NpgsqlDbType.Boolean, ct);
        await row.WriteAsync(v.Taxable, NpgsqlDbType.Boolean, ct);
        await row.WriteAsync(v.Position, NpgsqlDbType.Integer, ct);
        await WriteAsync(row, v.Image, ct);
    }

    private static async Task WriteStockAsync(NpgsqlConnection connection, IReadOnlyCollection<NewStock> stock, CancellationToken ct)
    {
        await CopyAsync(
            connection,
            "stock_levels (variant_id, product_id, tracked, backorder, on_hand, reserved, imported_quantity)",
            stock.Select(s => s.Level),
            async (row, level) =>
            {
                await row.WriteAsync(level.VariantId, NpgsqlDbType.Uuid, ct);
                await row.WriteAsync(level.ProductId, NpgsqlDbType.Uuid, ct);
                await row.WriteAsync(level.Tracked, NpgsqlDbType.Boolean, ct);
                await row.WriteAsync(level.Backorder, NpgsqlDbType.Boolean, ct);
                await row.WriteAsync(level.OnHand, NpgsqlDbType.Integer, ct);
                await row.WriteAsync(0, NpgsqlDbType.Integer, ct);
                await WriteAsync(row, level.ImportedQuantity, NpgsqlDbType.Integer, ct);
            },
            ct
        );
        await CopyAsync(
            connection,
            "location_levels (variant_id, location_id, on_hand)",
            stock.Select(s => s.Local).OfType<LocationLevel>(),
            async (row, local) =>
            {
                await row.WriteAsync(local.VariantId, NpgsqlDbType.Uuid, ct);
                await row.WriteAsync(local.LocationId, NpgsqlDbType.Uuid, ct);
                await row.WriteAsync(local.OnHand, NpgsqlDbType.Integer, ct);
            },
            ct
        );
        await CopyAsync(
            connection,
            "stock_movements (variant_id, kind, delta, on_hand, reason, actor, at)",
            stock.Select(s => s.Movement).OfType<StockMovement>(),
            async (row, movement) =>
            {
                await row.WriteAsync(movement.VariantId, NpgsqlDbType.Uuid, ct);
                await row.WriteAsync(movement.Kind, NpgsqlDbType.Text, ct);
                await row.WriteAsync(movement.Delta, NpgsqlDbType.Integer, ct);
                await row.WriteAsync(movement.OnHand, NpgsqlDbType.Integer, ct);
                await row.WriteAsync(movement.Reason, NpgsqlDbType.Text, ct);
                await WriteAsync(row, movement.Actor, NpgsqlDbType.Uuid, ct);
                await row.WriteAsync(movement.At, NpgsqlDbType.TimestampTz, ct);
            },
            ct
        );
    }

    private static async Task CopyAsync<T>(
        NpgsqlConnection connection,
        string target,
        IEnumerable<T> items,
        Func<NpgsqlBinaryImporter, T, Task> write,
        CancellationToken ct
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {CatalogDbContext.Schema}.{target} FROM STDIN (FORMAT BINARY)", ct);
        foreach (var item in items)
        {
            await copy.StartRowAsync(ct);
            await write(copy, item);
        }

        await copy.CompleteAsync(ct);
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter row, T? value, NpgsqlDbType type, CancellationToken ct)
        where T : struct => value is { } present ? row.WriteAsync(present, type, ct) : row.WriteNullAsync(ct);

    private static Task WriteAsync(NpgsqlBinaryImporter row, string? value, CancellationToken ct) =>
        value is null ? row.WriteNullAsync(ct) : row.WriteAsync(value, NpgsqlDbType.Text, ct);
}
