using System.Text.Json;

namespace LeakyCauldron.Catalog.Products;

/// <summary>What a look-up by id or slug finds: the product, or the slug it has moved to, or neither.</summary>
internal sealed record FoundProduct(ProductDto? Product, long Revision, bool Visible, string? MovedTo);

/// <summary>Reads one product in one round trip.</summary>
internal sealed class ProductReader([FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database, TimeProvider clock)
{
    private const string Product = """
        SELECT p.id, p.slug, p.title, p.description_html, p.brand, p.tags, p.attributes, p.option_names, p.images, p.rating_average, p.rating_count, p.status,
            p.published_at, p.seo_title, p.seo_description, p.created_at, p.updated_at, p.revision, c.path_ids, c.path_slugs, c.path_names
        FROM catalog.products p LEFT JOIN catalog.categories c ON c.id = p.category_id
        WHERE p.deleted_at IS NULL AND p.{0} = $1
        """;

    private const string Moved = """
        SELECT p.slug FROM catalog.slug_history h JOIN catalog.products p ON p.id = h.product_id WHERE h.slug = $1 AND p.deleted_at IS NULL
        """;

    private static readonly string Variants = $$"""
        SELECT v.id, v.sku, v.barcode, v.option_values, v.weight_grams, v.requires_shipping, v.taxable, v.image, price.amount, price.compare_at,
            {{PriceSql.LowestSince("$2::char(3)", "$4", "$3")}},
            CASE WHEN s.tracked AND NOT s.backorder THEN s.on_hand - s.reserved END
        FROM catalog.products p
        JOIN catalog.variants v ON v.product_id = p.id AND v.deleted_at IS NULL
        LEFT JOIN catalog.stock_levels s ON s.variant_id = v.id
        {{PriceSql.Join("$2::char(3)", "$3")}}
        WHERE p.deleted_at IS NULL AND p.{0} = $1
        ORDER BY v.position
        """;

    private static readonly (string Product, string Variants) ById = (Format(Product, "id"), Format(Variants, "id"));
    private static readonly (string Product, string Variants) BySlug = (Format(Product, "slug"), Format(Variants, "slug"));

    public async Task<FoundProduct> FindAsync(string idOrSlug, string currency, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (sql, key) = Guid.TryParse(idOrSlug, out var id) ? (ById, (object)id) : (BySlug, idOrSlug);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(sql.Product, key));
        batch.BatchCommands.Add(Command(sql.Variants, key, currency, now, now.AddDays(-30)));
        if (key is string)
        {
            batch.BatchCommands.Add(Command(Moved, key));
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (await reader.ReadAsync(ct))
        {
            var (product, optionNames, revision) = ReadProduct(reader);
            await reader.NextResultAsync(ct);
            var (variants, options) = await ReadVariantsAsync(reader, optionNames, currency, ct);
            var visible = product.Status == ProductStatus.Active && product.PublishedAt <= now;
            return new(product with { Variants = variants, Options = options }, revision, visible, null);
        }

        await reader.NextResultAsync(ct);
        var moved = await reader.NextResultAsync(ct) && await reader.ReadAsync(ct) ? reader.GetString(0) : null;
        return new(null, 0, false, moved);
    }

    private static string Format(string sql, string column) => sql.Replace("{0}", column, StringComparison.Ordinal);

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static (ProductDto Product, string[] OptionNames, long Revision) ReadProduct(NpgsqlDataReader row)
    {
        var product = new ProductDto(
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.TextOrNull(4),
            row.IsNull(18) ? null : Category(row),
            row.Texts(5),
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(6), Json.Wire)!,
            [],
            [],
            JsonSerializer.Deserialize<ProductImage[]>(row.GetString(8), Json.Wire)!,
            new Rating(row.GetDouble(9), row.GetInt32(10)),
            Enum.Parse<ProductStatus>(row.GetString(11), ignoreCase: true),
            row.InstantOrNull(12),
            new Seo(row.TextOrNull(13), row.TextOrNull(14)),
            row.Instant(15),
            row.Instant(16)
        );
        return (product, row.Texts(7), row.GetInt64(17));
    }

    private static ProductCategory Category(NpgsqlDataReader row)
    {
        var (ids, slugs, names) = (row.Guids(18), row.Texts(19), row.Texts(20));
        return new(ids[^1], slugs[^1], names[^1], [.. ids.Select((id, i) => new CategoryRef(id, slugs[i], names[i]))]);
    }

    private static async Task<(List<VariantDto> Variants, ProductOption[] Options)> ReadVariantsAsync(
        NpgsqlDataReader row,
        string[] optionNames,
        string currency,
        CancellationToken ct
    )
    {
        var variants = new List<VariantDto>();
        var values = optionNames.Select(_ => new List<string>()).ToArray();
        while (await row.ReadAsync(ct))
        {
            var chosen = row.Texts(3);
            foreach (var (list, value) in values.Zip(chosen))
            {
                if (!list.Contains(value, StringComparer.Ordinal))
                {
                    list.Add(value);
                }
            }

            variants.Add(
                new(
                    row.GetGuid(0),
                    row.GetString(1),
                    row.TextOrNull(2),
                    ProductDocuments.Options(optionNames, chosen),
                    row.MoneyOrNull(8, currency),
                    row.MoneyOrNull(9, currency),
                    row.MoneyOrNull(10, currency),
                    row.IntOrNull(11),
                    row.GetInt32(4),
                    row.GetBoolean(5),
                    row.GetBoolean(6),
                    row.TextOrNull(7)
                )
            );
        }

        return (variants, [.. optionNames.Zip(values, (name, list) => new ProductOption(name, list))]);
    }
}
