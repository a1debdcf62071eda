namespace LeakyCauldron.Catalog.Contracts;

/// <summary>
/// What a cart or an order must know of variants, priced in one currency, as of now. Unknown ids and SKUs are left out of the answer. At most 500 a call.
/// </summary>
/// <param name="VariantIds">By id.</param>
/// <param name="Skus">By SKU; may be used together with ids.</param>
/// <param name="Currency">ISO 4217 or XGL; a variant without a price in it comes with a null price, never with a conversion.</param>
[Contract("catalog.get-variants.v1")]
public sealed record GetVariants(IReadOnlyList<Guid> VariantIds, IReadOnlyList<string> Skus, string Currency)
    : IQuery<IReadOnlyList<VariantSnapshot>>;

/// <summary>A variant as it is sold now.</summary>
/// <param name="VariantId">Id.</param>
/// <param name="ProductId">Its product.</param>
/// <param name="Sku">Unique.</param>
/// <param name="Title">The product's title.</param>
/// <param name="Slug">The product's slug.</param>
/// <param name="Options">Option name to value, such as Size to M; empty for a product without options.</param>
/// <param name="Image">Address of the picture, or null.</param>
/// <param name="Categories">Slugs of the product's category and its ancestors.</param>
/// <param name="Tags">The product's tags.</param>
/// <param name="Price">Present price, sales included; null if not priced in this currency.</param>
/// <param name="CompareAtPrice">Struck-through price.</param>
/// <param name="WeightGrams">For shipping.</param>
/// <param name="RequiresShipping">False for digital goods.</param>
/// <param name="Taxable">False if exempt.</param>
/// <param name="Available">Units that can be ordered; null if stock is not tracked or may be backordered without limit.</param>
/// <param name="Purchasable">False for a draft, archived, unpublished or deleted product.</param>
public sealed record VariantSnapshot(
    Guid VariantId,
    Guid ProductId,
    string Sku,
    string Title,
    string Slug,
    IReadOnlyDictionary<string, string> Options,
    string? Image,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Tags,
    Money? Price,
    Money? CompareAtPrice,
    int WeightGrams,
    bool RequiresShipping,
    bool Taxable,
    int? Available,
    bool Purchasable
);
