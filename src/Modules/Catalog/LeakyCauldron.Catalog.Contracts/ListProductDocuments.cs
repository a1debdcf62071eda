namespace LeakyCauldron.Catalog.Contracts;

/// <summary>All published products in id order, for an index that is rebuilt.</summary>
/// <param name="After">Last id of the page before, or null.</param>
/// <param name="Limit">1 to 1000.</param>
[Contract("catalog.list-product-documents.v1")]
public sealed record ListProductDocuments(Guid? After, int Limit) : IQuery<ProductDocumentPage>;

/// <summary>One page; <paramref name="Next"/> is null at the end.</summary>
public sealed record ProductDocumentPage(IReadOnlyList<VersionedProductDocument> Items, Guid? Next);

/// <summary>A document with the product's event version it reflects.</summary>
public sealed record VersionedProductDocument(long Version, ProductDocument Document);

/// <summary>Everything an index needs of a published product.</summary>
/// <param name="ProductId">Id.</param>
/// <param name="Slug">Unique.</param>
/// <param name="Title">Title.</param>
/// <param name="Description">Plain text.</param>
/// <param name="Brand">Vendor.</param>
/// <param name="CategoryId">Leaf category.</param>
/// <param name="CategorySlugs">From the top to the leaf.</param>
/// <param name="CategoryNames">From the top to the leaf.</param>
/// <param name="Tags">Tags.</param>
/// <param name="Attributes">Name to value, such as Colour to Blue.</param>
/// <param name="Variants">Active variants.</param>
/// <param name="Image">Address of the first picture.</param>
/// <param name="RatingAverage">0 without reviews.</param>
/// <param name="RatingCount">Number of published reviews.</param>
/// <param name="SoldCount">Units sold, for popularity.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record ProductDocument(
    Guid ProductId,
    string Slug,
    string Title,
    string Description,
    string? Brand,
    Guid? CategoryId,
    IReadOnlyList<string> CategorySlugs,
    IReadOnlyList<string> CategoryNames,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<VariantDocument> Variants,
    string? Image,
    double RatingAverage,
    int RatingCount,
    int SoldCount,
    DateTimeOffset CreatedAt
);

/// <summary>A variant in an index.</summary>
/// <param name="VariantId">Id.</param>
/// <param name="Sku">Unique.</param>
/// <param name="Barcode">GTIN or such.</param>
/// <param name="Options">Option name to value.</param>
/// <param name="Prices">One a currency.</param>
/// <param name="CompareAtPrices">One a currency at most.</param>
/// <param name="InStock">True if at least one can be ordered.</param>
public sealed record VariantDocument(
    Guid VariantId,
    string Sku,
    string? Barcode,
    IReadOnlyDictionary<string, string> Options,
    IReadOnlyList<Money> Prices,
    IReadOnlyList<Money> CompareAtPrices,
    bool InStock
);
