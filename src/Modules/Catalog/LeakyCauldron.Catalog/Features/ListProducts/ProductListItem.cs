namespace LeakyCauldron.Catalog.Features.ListProducts;

/// <summary>A category as it is named beside a product.</summary>
internal sealed record CategoryRef(Guid Id, string Slug, string Name);

/// <summary>What shoppers think; 0 and 0 without reviews.</summary>
internal sealed record Rating(double Average, int Count);

/// <summary>A product in a list; price and compareAtPrice are those of its cheapest variant, null if it has none in the currency.</summary>
internal sealed record ProductListItem(
    Guid Id,
    string Slug,
    string Title,
    string? Brand,
    CategoryRef? Category,
    Money? Price,
    Money? CompareAtPrice,
    string? Image,
    Rating Rating,
    bool InStock,
    int VariantCount
);
