using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.ListProducts;

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
