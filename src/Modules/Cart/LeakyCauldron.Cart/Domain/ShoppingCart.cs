using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Cart.Domain;

/// <summary>
/// What a shopper means to buy. A guest's belongs to whoever has its key; once a person has claimed it, to that person alone. It reserves nothing and
/// remembers no totals: prices, stock and promotions are looked up whenever it is read.
/// </summary>
internal sealed partial class ShoppingCart : AggregateRoot
{
    public const int MaxLines = 200;
    public const int MaxQuantity = 999;
    public const int MaxCoupons = 10;
    public static readonly TimeSpan GuestLifetime = TimeSpan.FromDays(30);

    private static readonly TimeSpan PersonLifetime = TimeSpan.FromDays(90);
    private readonly List<CartLine> _lines = [];

    private ShoppingCart() { }

    /// <summary>The id as the API prints it.</summary>
    public Guid Key { get; private set; }

    public Guid? UserId { get; private set; }

    public CartStatus Status { get; private set; }

    /// <summary>The order that has claimed it.</summary>
    public Guid? OrderId { get; private set; }

    public DateTimeOffset? ClaimedAt { get; private set; }

    /// <summary>As it was when the order claimed it; JSON of <c>CheckoutSnapshot</c>.</summary>
    public string? Checkout { get; private set; }

    public Guid? MergedInto { get; private set; }

    public string Currency { get; private set; } = "";

    public IReadOnlyList<CartLine> Lines => _lines;

    public string[] Coupons { get; private set; } = [];

    public Address? ShippingAddress { get; private set; }

    public Address? BillingAddress { get; private set; }

    public string? ShippingMethod { get; private set; }

    public string? Note { get; private set; }

    public string? GiftMessage { get; private set; }

    /// <summary>Grows with every change; the entity tag is made of it.</summary>
    public long Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public bool IsOpen => Status is CartStatus.Open;

    public static ShoppingCart Start(string currency, Guid? userId, DateTimeOffset now)
    {
        var cart = new ShoppingCart
        {
            Id = Guid.CreateVersion7(),
            Key = CartKey.New(),
            UserId = userId,
            Currency = currency,
            CreatedAt = now,
        };
        cart.Touch(now);
        return cart;
    }

    public CartLine? LineOf(Guid variantId) => _lines.Find(l => l.VariantId == variantId);

    /// <summary>Adds to the variant's one line.</summary>
    public Error? Add(VariantSnapshot variant, int quantity, DateTimeOffset now)
    {
        var line = LineOf(variant.VariantId);
        if (line is null && _lines.Count >= MaxLines)
        {
            return CartErrors.CartFull;
        }

        var total = quantity + (line?.Quantity ?? 0);
        if (Refusal(variant, total) is { } refused)
        {
            return refused;
        }

        if (line is null)
        {
            _lines.Add(CartLine.Of(variant, total));
        }
        else
        {
            line.Set(variant, total);
        }

        Touch(now);
        return null;
    }

    /// <summary>Sets a line's quantity.</summary>
    /// <param name="offered">A variant as it is sold, or null if it is not.</param>
    public Error? SetQuantity(Guid lineId, Func<Guid, VariantSnapshot?> offered, int quantity, DateTimeOffset now)
    {
        if (_lines.Find(l => l.Id == lineId) is not { } line)
        {
            return CartErrors.ItemNotFound;
        }

        if (offered(line.VariantId) is not { } variant)
        {
            return CartErrors.InsufficientStock(line.VariantId, line.Sku, 0);
        }

        if (Refusal(variant, quantity) is { } refused)
        {
            return refused;
        }

        line.Set(variant, quantity);
        Touch(now);
        return null;
    }

    public Error? Remove(Guid lineId, DateTimeOffset now)
    {
        if (_lines.RemoveAll(l => l.Id == lineId) == 0)
        {
            return CartErrors.ItemNotFound;
        }

        Touch(now);
        return null;
    }

    /// <summary>Codes are kept in upper case; one that is there already changes nothing.</summary>
    public Error? AddCoupon(string code, DateTimeOffset now)
    {
        if (Coupons.Contains(code, StringComparer.Ordinal))
        {
            return null;
        }

        if (Coupons.Length >= MaxCoupons)
        {
            return Error.Conflict("too_many_coupons", $"At most {MaxCoupons} coupons.").With("maximum", MaxCoupons);
        }

        Coupons = [.. Coupons, code];
        Touch(now);
        return null;
    }

    public Error? RemoveCoupon(string code, DateTimeOffset now)
    {
        if (!Coupons.Contains(code, StringComparer.Ordinal))
        {
            return Error.NotFound("coupon");
        }

        Coupons = [.. Coupons.Where(c => c != code)];
        Touch(now);
        return null;
    }

    public void SetAddresses(Address shipping, Address? billing, DateTimeOffset now)
    {
        (ShippingAddress, BillingAddress) = (shipping, billing);
        Touch(now);
    }

    public void ChooseShipping(string method, DateTimeOffset now)
    {
        ShippingMethod = method;
        Touch(now);
    }

    public void Write(string? note, string? giftMessage, DateTimeOffset now)
    {
        (Note, GiftMessage) = (note, giftMessage);
        Touch(now);
    }

    /// <summary>A guest's cart becomes the person's own.</summary>
    public void BelongTo(Guid userId, DateTimeOffset now)
    {
        UserId = userId;
        Touch(now);
    }

    public void Clear(DateTimeOffset now)
    {
        _lines.Clear();
        Touch(now);
    }

    /// <summary>The currency it will have once the guest's cart has joined it: the guest's, if only the guest's lines stay.</summary>
    public string CurrencyAfter(ShoppingCart guest, ClaimStrategy strategy) =>
        strategy is ClaimStrategy.Replace || (strategy is ClaimStrategy.Merge && _lines.Count == 0) ? guest.Currency : Currency;

    /// <summary>Takes over the lines by the strategy, and what this cart has none of; the guest's cart then stands for this one.</summary>
    public IReadOnlyList<LineAdjustment> Join(
        ShoppingCart guest,
        ClaimStrategy strategy,
        IReadOnlyDictionary<Guid, VariantSnapshot> variants,
        DateTimeOffset now
    )
    {
        Currency = CurrencyAfter(guest, strategy);
        if (strategy is ClaimStrategy.Replace)
        {
            _lines.Clear();
        }

        List<LineAdjustment> adjustments = strategy is ClaimStrategy.Keep ? [] : CartMerge.Into(_lines, Currency, guest, variants);
        guest._lines.Clear();
        Coupons = [.. Coupons.Union(guest.Coupons, StringComparer.Ordinal).Take(MaxCoupons)];
        if (ShippingAddress is null)
        {
            (ShippingAddress, BillingAddress) = (guest.ShippingAddress, BillingAddress ?? guest.BillingAddress);
        }

        ShippingMethod ??= guest.ShippingMethod;
        (Saved, guest.Saved) = (SavedItem.Union(Saved, guest.Saved), []);
        Note ??= guest.Note;
        GiftMessage ??= guest.GiftMessage;
        (guest.Status, guest.UserId, guest.MergedInto) = (CartStatus.Merged, UserId, Id);
        guest.Touch(now);
        Touch(now);
        return adjustments;
    }

    private Error? Refusal(VariantSnapshot variant, int quantity) =>
        variant.Price is null ? CartErrors.PriceUnavailable(Currency, [variant.Sku])
        : quantity > MaxQuantity ? CartErrors.QuantityLimit
        : variant.Available is { } available && quantity > available ? CartErrors.InsufficientStock(variant.VariantId, variant.Sku, available)
        : null;

    private void Touch(DateTimeOffset now)
    {
        Version++;
        UpdatedAt = now;
        ExpiresAt = now + (UserId is null ? GuestLifetime : PersonLifetime);
    }
}
