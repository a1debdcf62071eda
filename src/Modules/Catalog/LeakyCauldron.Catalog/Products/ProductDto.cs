namespace LeakyCauldron.Catalog.Products;

/// <summary>A category as it is named beside a product.</summary>
internal sealed record CategoryRef(Guid Id, string Slug, string Name);

/// <summary>What shoppers think; 0 and 0 without reviews.</summary>
internal sealed record Rating(double Average, int Count);

/// <summary>A product with all that its page shows.</summary>
internal sealed record ProductDto(
    Guid Id,
    string Slug,
    string Title,
    string Description,
    string? Brand,
    ProductCategory? Category,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<ProductOption> Options,
    IReadOnlyList<VariantDto> Variants,
    IReadOnlyList<ProductImage> Images,
    Rating Rating,
    ProductStatus Status,
    DateTimeOffset? PublishedAt,
    Seo Seo,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

/// <summary>The product's category, with all of them from the top down to it.</summary>
internal sealed record ProductCategory(Guid Id, string Slug, string Name, IReadOnlyList<CategoryRef> Path);

/// <summary>A choice to be made, with what there is to choose from, in the variants' order.</summary>
internal sealed record ProductOption(string Name, IReadOnlyList<string> Values);

/// <summary>A variant as it is sold now.</summary>
/// <param name="Id">Id.</param>
/// <param name="Sku">Unique.</param>
/// <param name="Barcode">GTIN or such.</param>
/// <param name="Options">Option name to value.</param>
/// <param name="Price">Null if it has none in the currency.</param>
/// <param name="CompareAtPrice">Struck-through price.</param>
/// <param name="LowestPrice30Days">The lowest price that was asked for in the last 30 days, today's included.</param>
/// <param name="Available">Units that can be ordered; null if that has no limit.</param>
/// <param name="WeightGrams">For shipping.</param>
/// <param name="RequiresShipping">False for digital goods.</param>
/// <param name="Taxable">False if exempt.</param>
/// <param name="Image">Address of its own picture.</param>
internal sealed record VariantDto(
    Guid Id,
    string Sku,
    string? Barcode,
    IReadOnlyDictionary<string, string> Options,
    Money? Price,
    Money? CompareAtPrice,
    Money? LowestPrice30Days,
    int? Available,
    int WeightGrams,
    bool RequiresShipping,
    bool Taxable,
    string? Image
);

/// <summary>Title and description for search engines.</summary>
internal sealed record Seo(string? Title, string? Description);
