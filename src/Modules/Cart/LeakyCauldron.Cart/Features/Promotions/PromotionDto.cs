namespace LeakyCauldron.Cart.Features.Promotions;

/// <summary>A promotion as staff see it.</summary>
/// <param name="Used">Orders that have used it and were not cancelled.</param>
internal sealed record PromotionDto(
    Guid Id,
    string? Code,
    string Name,
    PromotionKind Kind,
    decimal? Percent,
    IReadOnlyList<Money>? Amounts,
    int? Buy,
    int? Get,
    IReadOnlyList<Money>? MinimumSubtotal,
    string? Category,
    int? UsageLimit,
    int? PerPersonLimit,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    int Priority,
    bool Exclusive,
    bool Enabled,
    int Used,
    DateTimeOffset CreatedAt
)
{
    public static PromotionDto Of(Promotion p, int used) =>
        new(
            p.Id,
            p.Code,
            p.Name,
            p.Kind,
            p.BasisPoints / 100m,
            p.Amounts.ToMoney(),
            p.Buy,
            p.Get,
            p.MinimumSubtotal.ToMoney(),
            p.Category,
            p.UsageLimit,
            p.PerPersonLimit,
            p.StartsAt,
            p.EndsAt,
            p.Priority,
            p.Exclusive,
            p.Enabled,
            used,
            p.CreatedAt
        );
}

/// <summary>What staff set of a promotion.</summary>
/// <param name="Code">Coupon; left out: the promotion is automatic.</param>
/// <param name="Name">What the shopper is told.</param>
/// <param name="Kind">percentage, fixed, free_shipping or buy_x_get_y.</param>
/// <param name="Percent">Of percentage: above 0, at most 100, two decimals.</param>
/// <param name="Amounts">Of fixed: one a currency.</param>
/// <param name="Buy">Of buy_x_get_y: X.</param>
/// <param name="Get">Of buy_x_get_y: Y; of every X + Y units the Y cheapest are free.</param>
/// <param name="MinimumSubtotal">Of the whole cart before discounts, one a currency; in others it does not apply.</param>
/// <param name="Category">Slug; only items in it or below it count.</param>
/// <param name="UsageLimit">In all.</param>
/// <param name="PerPersonLimit">For one person.</param>
/// <param name="StartsAt">Not before.</param>
/// <param name="EndsAt">Not at or after.</param>
/// <param name="Priority">Lower runs first; 0 if left out.</param>
/// <param name="Exclusive">Applies only alone.</param>
/// <param name="Enabled">True if left out.</param>
internal sealed record PromotionBody(
    string? Code,
    string Name,
    PromotionKind Kind,
    decimal? Percent,
    IReadOnlyList<Money>? Amounts,
    int? Buy,
    int? Get,
    IReadOnlyList<Money>? MinimumSubtotal,
    string? Category,
    int? UsageLimit,
    int? PerPersonLimit,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    int? Priority,
    bool? Exclusive,
    bool? Enabled
)
{
    public PromotionTerms ToTerms() =>
        new(
            Code is null ? null : CouponCode.Normalize(Code),
            Name.Trim(),
            Kind,
            Priority ?? 0,
            Exclusive ?? false,
            (int?)(Percent * 100),
            Amounts.ToAmounts(),
            Buy,
            Get,
            MinimumSubtotal.ToAmounts(),
            Category,
            UsageLimit,
            PerPersonLimit,
            StartsAt?.ToUniversalTime(),
            EndsAt?.ToUniversalTime(),
            Enabled ?? true
        );
}

internal sealed class PromotionBodyValidator : AbstractValidator<PromotionBody>
{
    public PromotionBodyValidator()
    {
        RuleFor(p => p.Code).Matches("^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$").WithMessage("Letters, digits, - and _, at most 40.");
        RuleFor(p => p.Name).RequiredLine(200);
        RuleFor(p => p.Category).OneLine(200);
        RuleFor(p => p.Percent)
            .Must(p => p is > 0 and <= 100 && decimal.Round(p.Value, 2) == p)
            .WithMessage("Above 0, at most 100, with two decimals at most.")
            .When(p => p.Kind is PromotionKind.Percentage);
        RuleFor(p => p.Percent).Null().When(p => p.Kind is not PromotionKind.Percentage).WithMessage("Only for percentage.");
        RuleFor(p => p.Amounts).NotEmpty().When(p => p.Kind is PromotionKind.Fixed);
        RuleFor(p => p.Amounts).Null().When(p => p.Kind is not PromotionKind.Fixed).WithMessage("Only for fixed.");
        RuleFor(p => p.Amounts).AmountsFrom(1);
        RuleFor(p => p.MinimumSubtotal).AmountsFrom(0);
        RuleFor(p => p.Buy).NotNull().InclusiveBetween(1, 100).When(p => p.Kind is PromotionKind.BuyXGetY);
        RuleFor(p => p.Get).NotNull().InclusiveBetween(1, 100).When(p => p.Kind is PromotionKind.BuyXGetY);
        RuleFor(p => p.Buy).Null().When(p => p.Kind is not PromotionKind.BuyXGetY).WithMessage("Only for buy_x_get_y.");
        RuleFor(p => p.Get).Null().When(p => p.Kind is not PromotionKind.BuyXGetY).WithMessage("Only for buy_x_get_y.");
        RuleFor(p => p.UsageLimit).GreaterThanOrEqualTo(1);
        RuleFor(p => p.PerPersonLimit).GreaterThanOrEqualTo(1);
        RuleFor(p => p.Priority).InclusiveBetween(-1000, 1000);
        RuleFor(p => p.EndsAt).GreaterThan(p => p.StartsAt).When(p => p.StartsAt is not null && p.EndsAt is not null);
    }
}
