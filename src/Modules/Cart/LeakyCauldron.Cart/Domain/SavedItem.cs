namespace LeakyCauldron.Cart.Domain;

/// <summary>What a shopper took out of the cart to buy it another time. It costs nothing there, and its price is asked for when it is read.</summary>
/// <param name="Title">For when it is sold no more.</param>
internal sealed record SavedItem(Guid Id, Guid VariantId, string Sku, string Title, int Quantity, DateTimeOffset SavedAt)
{
    public const int Most = 100;

    /// <summary>Both lists, one item a variant; those of the first come first and stay if there are too many.</summary>
    public static SavedItem[] Union(IEnumerable<SavedItem> first, IEnumerable<SavedItem> second) =>
        [
            .. first
                .Concat(second)
                .GroupBy(s => s.VariantId)
                .Select(g => g.First() with { Quantity = Math.Min(g.Sum(s => s.Quantity), ShoppingCart.MaxQuantity) })
                .Take(Most),
        ];
}
