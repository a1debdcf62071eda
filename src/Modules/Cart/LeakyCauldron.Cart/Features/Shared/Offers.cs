namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>What Catalog says of variants now.</summary>
internal sealed class Offers(IReadOnlyList<VariantSnapshot> variants)
{
    public static Offers None { get; } = new([]);

    public IReadOnlyDictionary<Guid, VariantSnapshot> ById { get; } = variants.ToDictionary(v => v.VariantId);

    /// <summary>The variant with this id or SKU, if it is sold.</summary>
    public VariantSnapshot? Find(Guid? variantId, string? sku) =>
        variants.FirstOrDefault(v => v.Purchasable && (v.VariantId == variantId || string.Equals(v.Sku, sku, StringComparison.Ordinal)));

    /// <summary>The variant as it is sold; null if it is not.</summary>
    public VariantSnapshot? Sold(Guid variantId) => ById.GetValueOrDefault(variantId) is { Purchasable: true } variant ? variant : null;
}
