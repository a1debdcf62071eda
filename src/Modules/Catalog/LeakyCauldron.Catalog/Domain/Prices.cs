namespace LeakyCauldron.Catalog.Domain;

/// <summary>A price of a variant in one currency: the regular one, or a sale between two instants.</summary>
internal sealed class Price
{
    /// <summary>The start of the regular price: before all time, so that one comparison serves both kinds.</summary>
    public static readonly DateTimeOffset Always = DateTimeOffset.MinValue;

    private Price() { }

    public Guid VariantId { get; private set; }
    public string Currency { get; private set; } = "";
    public DateTimeOffset ValidFrom { get; private set; }
    public DateTimeOffset? ValidTo { get; set; }
    public long Amount { get; set; }
    public long? CompareAt { get; set; }
    public bool IsRegular => ValidFrom == Always;

    public static Price Regular(Guid variantId, Money amount, long? compareAt) =>
        new()
        {
            VariantId = variantId,
            Currency = amount.Currency,
            ValidFrom = Always,
            Amount = amount.Amount,
            CompareAt = compareAt,
        };

    public static Price Sale(Guid variantId, Money amount, long? compareAt, DateTimeOffset from, DateTimeOffset? to) =>
        new()
        {
            VariantId = variantId,
            Currency = amount.Currency,
            ValidFrom = from,
            ValidTo = to,
            Amount = amount.Amount,
            CompareAt = compareAt,
        };

    public bool IsValidAt(DateTimeOffset at) => ValidFrom <= at && !(ValidTo <= at);
}

/// <summary>A regular price that has ended; with the sales it tells the lowest price of the last 30 days.</summary>
internal sealed record PriceHistory(Guid VariantId, string Currency, long Amount, DateTimeOffset EndedAt);

/// <summary>What a variant costs at one instant.</summary>
internal readonly record struct CurrentPrice(string Currency, long Amount, long? CompareAt)
{
    public Money Money => new(Amount, Currency);
    public Money? CompareAtMoney => CompareAt is { } amount ? new Money(amount, Currency) : null;
}

/// <summary>A product's lowest present price in one currency: what lists show, filter and sort by.</summary>
internal sealed class ListPrice(Guid productId, string currency, long amount, long? compareAt)
{
    public Guid ProductId { get; private set; } = productId;
    public string Currency { get; private set; } = currency;
    public long Amount { get; set; } = amount;
    public long? CompareAt { get; set; } = compareAt;
}
