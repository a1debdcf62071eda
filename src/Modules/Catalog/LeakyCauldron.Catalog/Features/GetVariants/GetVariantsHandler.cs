using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.GetVariants;

internal sealed class GetVariantsValidator : AbstractValidator<Contracts.GetVariants>
{
    public GetVariantsValidator()
    {
        RuleFor(x => x.VariantIds.Count + x.Skus.Count).LessThanOrEqualTo(500).OverridePropertyName("variantIds");
        RuleFor(x => x.Currency).Must(Currencies.IsKnown).WithMessage("Not a known currency code.");
    }
}

internal sealed class GetVariantsHandler([FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database, TimeProvider clock)
    : IRequestHandler<Contracts.GetVariants, Result<IReadOnlyList<VariantSnapshot>>>
{
    private static readonly string Sql = $"""
        SELECT v.id, v.product_id, v.sku, p.title, p.slug, p.option_names, v.option_values, coalesce(v.image, p.image), c.path_slugs, p.tags,
            price.amount, price.compare_at, v.weight_grams, v.requires_shipping, v.taxable,
            CASE WHEN s.tracked AND NOT s.backorder THEN s.on_hand - s.reserved END,
            p.status = 'active' AND p.deleted_at IS NULL AND v.deleted_at IS NULL AND coalesce(p.published_at <= $4, false)
        FROM catalog.variants v
        JOIN catalog.products p ON p.id = v.product_id
        LEFT JOIN catalog.categories c ON c.id = p.category_id
        LEFT JOIN catalog.stock_levels s ON s.variant_id = v.id
        {PriceSql.Join("$3::char(3)", "$4")}
        WHERE v.id = ANY($1) OR (v.sku = ANY($2) AND v.deleted_at IS NULL)
        """;

    public async Task<Result<IReadOnlyList<VariantSnapshot>>> Handle(Contracts.GetVariants request, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = request.VariantIds.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = request.Skus.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = request.Currency });
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow() });
        var variants = new List<VariantSnapshot>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            variants.Add(Snapshot(row, request.Currency));
        }

        return variants;
    }

    private static VariantSnapshot Snapshot(NpgsqlDataReader row, string currency) =>
        new(
            row.GetGuid(0),
            row.GetGuid(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            ProductDocuments.Options(row.Texts(5), row.Texts(6)),
            row.TextOrNull(7),
            row.IsNull(8) ? [] : row.Texts(8),
            row.Texts(9),
            row.MoneyOrNull(10, currency),
            row.MoneyOrNull(11, currency),
            row.GetInt32(12),
            row.GetBoolean(13),
            row.GetBoolean(14),
            row.IntOrNull(15),
            row.GetBoolean(16)
        );
}
