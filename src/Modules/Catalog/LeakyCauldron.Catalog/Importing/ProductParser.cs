using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>From the rows of a product to what they say. A product with an error is refused whole.</summary>
internal sealed class ProductParser(ImportColumns columns, Currency currency)
{
    private const int MostVariants = 2048;
    private const int MostImages = 250;
    private const int DeepestCategory = 10;

    private static readonly (string, ProductStatus)[] Statuses =
    [
        ("active", ProductStatus.Active),
        ("draft", ProductStatus.Draft),
        ("archived", ProductStatus.Archived),
    ];

    private static readonly (string, bool)[] Policies = [("deny", false), ("continue", true), ("false", false), ("true", true)];

    /// <summary>The product, or null with the group's errors filled in.</summary>
    public ImportedProduct? Parse(ProductGroup group)
    {
        if (group.Errors.Count > 0)
        {
            return null;
        }

        var product = new ImportedProduct(group.Handle!, group.Line, group.Hash);
        var rows = group.Records.ConvertAll(r => new RowCells(r, columns, group.Errors));
        ReadProduct(product, rows[0], group.Records[0]);
        ReadOptions(product, rows[0]);
        var images = new List<(string Url, string? Alt, int Position)>();
        foreach (var row in rows)
        {
            ReadImage(row, images);
            if (row == rows[0] || IsVariant(row))
            {
                ReadVariant(product, row, group.Errors);
            }
        }

        product.Images = [.. images.OrderBy(i => i.Position).Select(i => (i.Url, i.Alt)).DistinctBy(i => i.Url, StringComparer.Ordinal)];
        CheckWhole(product, group.Errors);
        return group.Errors.Count == 0 ? product : null;
    }

    private void ReadProduct(ImportedProduct product, RowCells row, CsvRecord record)
    {
        product.Title = row.Text(columns.Title, 1000);
        product.DescriptionHtml = row.Text(columns.Body, 512 * 1024) is { } html ? Html.Sanitize(html) : null;
        product.Brand = row.Text(columns.Vendor);
        product.CategoryPath = Path(row, columns.Category) ?? Path(row, columns.Type);
        product.Tags = row.Text(columns.Tags, 10_000)
            ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        product.Published = row.Flag(columns.Published);
        product.Status = row.OneOf(columns.Status, "invalid_status", Statuses);
        if (columns.Status < 0 && product.Published is { } published)
        {
            product.Status = published ? ProductStatus.Active : ProductStatus.Draft;
        }

        product.SeoTitle = row.Text(columns.SeoTitle, 1000);
        product.SeoDescription = row.Text(columns.SeoDescription, 5000);
        foreach (var column in columns.Metafields)
        {
            if (record.Bytes(column.Index).Length > 0 && row.Text(column.Index, 5000) is { } value)
            {
                product.Attributes.Add((column, value));
            }
        }
    }

    private static string[]? Path(RowCells row, int column)
    {
        var names = row.Text(column, 1000)?.Split('>', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names?.Length > DeepestCategory)
        {
            row.Fail(column, "category_too_deep", $"A category may have {DeepestCategory} levels.");
        }

        return names is { Length: > 0 } ? names : null;
    }

    private void ReadOptions(ImportedProduct product, RowCells row)
    {
        var names = Enumerable.Range(1, 3).Select(i => row.Text(columns.OptionName(i))).ToArray();
        var used = names.TakeWhile(n => n is not null).OfType<string>().ToArray();
        if (used.Length == 0)
        {
            return;
        }

        if (used.Distinct(StringComparer.Ordinal).Count() < used.Length)
        {
            row.Fail(columns.OptionName(1), "duplicate_option", "Two options have the same name.");
        }

        product.OptionNames = used is ["Title"] && row.Text(columns.OptionValue(1)) is null or "Default Title" ? [] : used;
    }

    private bool IsVariant(RowCells row) =>
        row.Text(columns.OptionValue(1)) is not null || row.Text(columns.Sku) is not null || row.Text(columns.Price, 5000) is not null;

    private void ReadImage(RowCells row, List<(string Url, string? Alt, int Position)> images)
    {
        if (row.Address(columns.ImageUrl) is { } url)
        {
            if (images.Count == MostImages)
            {
                row.Fail(columns.ImageUrl, "too_many_images", $"A product may have {MostImages} pictures.");
            }

            images.Add((url, row.Text(columns.ImageAlt, 1000), row.Number(columns.ImagePosition, 0, 10_000) ?? int.MaxValue));
        }
    }

    private void ReadVariant(ImportedProduct product, RowCells row, List<RowError> errors)
    {
        if (product.Variants.Count == MostVariants)
        {
            errors.Add(new(row.Line, null, "too_many_variants", $"A product may have {MostVariants} variants."));
        }

        if (product.Variants.Count >= MostVariants)
        {
            return;
        }

        var backorder = row.OneOf(columns.Policy, "invalid_policy", Policies);
        product.Variants.Add(
            new ImportedVariant(row.Line, OptionValues(product, row))
            {
                Sku = row.Text(columns.Sku),
                Barcode = row.Text(columns.Barcode)?.TrimStart('\''),
                Grams = row.Number(columns.Grams, 0, 100_000_000),
                Tracked = columns.Tracker < 0 ? null : row.Text(columns.Tracker) is not null,
                Quantity = row.Number(columns.Quantity, -1_000_000_000, 1_000_000_000) is { } units
                    ? backorder == true
                        ? units
                        : Math.Max(units, 0)
                    : null,
                Backorder = backorder,
                RequiresShipping = row.Flag(columns.RequiresShipping),
                Taxable = row.Flag(columns.Taxable),
                Image = row.Address(columns.VariantImage),
                Prices = Prices(row),
            }
        );
    }

    private string[] OptionValues(ImportedProduct product, RowCells row)
    {
        if (product.OptionNames is not { Count: > 0 } names)
        {
            return [];
        }

        var values = new string[names.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var column = columns.OptionValue(i + 1);
            values[i] = row.Text(column) ?? "";
            if (values[i].Length == 0)
            {
                row.Fail(column, "option_missing", $"The variant has no {names[i]}.");
            }
        }

        return values;
    }

    private (Money, long?)[] Prices(RowCells row)
    {
        var prices = new List<(Money, long?)>(1 + columns.Prices.Count);
        if (row.Amount(columns.Price, currency) is { } amount)
        {
            prices.Add((new Money(amount, currency.Code), CompareAt(row, columns.CompareAt, currency)));
        }

        foreach (var more in columns.Prices)
        {
            if (more.Currency.Code != currency.Code && row.Amount(more.Price, more.Currency) is { } other)
            {
                prices.Add((new Money(other, more.Currency.Code), CompareAt(row, more.CompareAt, more.Currency)));
            }
        }

        return [.. prices];
    }

    private static long? CompareAt(RowCells row, int column, Currency currency) => row.Amount(column, currency) is { } amount and > 0 ? amount : null;

    private void CheckWhole(ImportedProduct product, List<RowError> errors)
    {
        if (product.OptionNames is not { Count: > 0 } && product.Variants is [_, var second, ..] && product.Variants.Exists(v => v.Sku is null))
        {
            errors.Add(
                new(
                    second.Line,
                    columns.Name(columns.OptionValue(1)),
                    "option_missing",
                    "Several variants need an option or a SKU each to tell them apart."
                )
            );
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variant in product.Variants.Where(v => v.OptionValues.Count > 0 && !seen.Add(string.Join('\n', v.OptionValues))))
        {
            errors.Add(
                new(variant.Line, columns.Name(columns.OptionValue(1)), "duplicate_variant", "Another row of the product has the same options.")
            );
        }
    }
}
