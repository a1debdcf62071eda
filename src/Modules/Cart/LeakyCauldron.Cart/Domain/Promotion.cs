using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Cart.Domain;

/// <summary>What a promotion does and when; everything staff can set.</summary>
internal sealed record PromotionTerms(
    string? Code,
    string Name,
    PromotionKind Kind,
    int Priority,
    bool Exclusive,
    int? BasisPoints,
    IReadOnlyDictionary<string, long>? Amounts,
    int? Buy,
    int? Get,
    IReadOnlyDictionary<string, long>? MinimumSubtotal,
    string? Category,
    int? UsageLimit,
    int? PerPersonLimit,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    bool Enabled
);

/// <summary>
/// A discount, automatic or by coupon. Uses are counted by conditional updates in the transaction of the checkout that redeems it, never through this class.
/// </summary>
internal sealed class Promotion : AggregateRoot
{
    private Promotion() { }

    /// <summary>Upper case; null if automatic.</summary>
    public string? Code { get; private set; }

    public string Name { get; private set; } = "";

    public PromotionKind Kind { get; private set; }

    public int Priority { get; private set; }

    public bool Exclusive { get; private set; }

    public int? BasisPoints { get; private set; }

    public IReadOnlyDictionary<string, long>? Amounts { get; private set; }

    public int? Buy { get; private set; }

    public int? Get { get; private set; }

    public IReadOnlyDictionary<string, long>? MinimumSubtotal { get; private set; }

    public string? Category { get; private set; }

    public int? UsageLimit { get; private set; }

    public int? PerPersonLimit { get; private set; }

    public DateTimeOffset? StartsAt { get; private set; }

    public DateTimeOffset? EndsAt { get; private set; }

    public bool Enabled { get; private set; }

    /// <summary>Redemptions of orders that were not released or cancelled.</summary>
    public int Used { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public static Promotion Create(PromotionTerms terms, DateTimeOffset now)
    {
        var promotion = new Promotion { Id = Guid.CreateVersion7(), CreatedAt = now };
        promotion.Change(terms);
        return promotion;
    }

    public void Change(PromotionTerms terms)
    {
        (Code, Name, Kind, Priority, Exclusive) = (terms.Code, terms.Name, terms.Kind, terms.Priority, terms.Exclusive);
        (BasisPoints, Amounts, Buy, Get) = (terms.BasisPoints, terms.Amounts, terms.Buy, terms.Get);
        (MinimumSubtotal, Category, UsageLimit, PerPersonLimit) = (terms.MinimumSubtotal, terms.Category, terms.UsageLimit, terms.PerPersonLimit);
        (StartsAt, EndsAt, Enabled) = (terms.StartsAt, terms.EndsAt, terms.Enabled);
    }

    /// <summary>Sets the count by what has been recorded: until a limit was set, uses of an automatic promotion were not counted.</summary>
    public void Recount(int recorded) => Used = recorded;

    public void Delete(DateTimeOffset now) => DeletedAt = now;

    public PromotionRule ToRule(PromotionUse use) =>
        new(
            Id,
            Code,
            Name,
            Kind,
            Priority,
            Exclusive,
            BasisPoints ?? 0,
            Amounts,
            Buy ?? 0,
            Get ?? 0,
            MinimumSubtotal,
            Category,
            StartsAt,
            EndsAt,
            use
        );

    /// <summary>Whether its limits leave room for one more use by a person who has used it so often.</summary>
    public PromotionUse UseBy(int usedByPerson) =>
        Used >= UsageLimit ? PromotionUse.Exhausted
        : usedByPerson >= PerPersonLimit ? PromotionUse.UsedByPerson
        : PromotionUse.Available;
}

/// <summary>One use of a promotion by one order.</summary>
internal sealed class PromotionRedemption
{
    public Guid PromotionId { get; init; }

    public Guid OrderId { get; init; }

    /// <summary><c>user:</c> and an id, or <c>cart:</c> and a guest cart's internal id.</summary>
    public string Person { get; init; } = "";

    /// <summary>SHA-256 of the mail address in lower case, in hex, where it was given: guests are told apart by it.</summary>
    public string? MailHash { get; init; }

    public DateTimeOffset RedeemedAt { get; init; }
}
