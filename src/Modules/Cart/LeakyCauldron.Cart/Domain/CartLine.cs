namespace LeakyCauldron.Cart.Domain;

/// <summary>A variant in a cart. Price and title are those the shopper saw last when touching the line; what is charged is always today's price.</summary>
internal sealed class CartLine
{
    private CartLine() { }

    public Guid Id { get; private set; }

    public Guid VariantId { get; private set; }

    public string Sku { get; private set; } = "";

    public string Title { get; private set; } = "";

    public int Quantity { get; private set; }

    /// <summary>Minor units of the cart's currency.</summary>
    public long SeenPrice { get; private set; }

    public static CartLine Of(VariantSnapshot variant, int quantity)
    {
        var line = new CartLine { Id = Guid.CreateVersion7(), VariantId = variant.VariantId };
        line.Set(variant, quantity);
        return line;
    }

    /// <summary>The same line in another cart.</summary>
    public static CartLine CopyOf(CartLine other, int quantity) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            VariantId = other.VariantId,
            Sku = other.Sku,
            Title = other.Title,
            Quantity = quantity,
            SeenPrice = other.SeenPrice,
        };

    public void Set(VariantSnapshot variant, int quantity)
    {
        (Sku, Title, Quantity) = (variant.Sku, variant.Title, quantity);
        SeenPrice = variant.Price?.Amount ?? SeenPrice;
    }

    public void SetQuantity(int quantity) => Quantity = quantity;
}
