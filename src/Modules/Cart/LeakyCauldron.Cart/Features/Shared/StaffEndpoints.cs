namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>What staff's endpoints have in common.</summary>
internal static class StaffEndpoints
{
    public static RouteHandlerBuilder IsStaffOnly(this RouteHandlerBuilder endpoint, params int[] problems) =>
        endpoint.ProducesProblems([401, 403, .. problems]).RequireAuthorization(Policies.Staff);

    /// <summary>Tells every process that its copy of the rules is stale; part of the change's own transaction.</summary>
    public static async Task ChangeRulesAsync(this CartDbContext db, CancellationToken ct) =>
        (await db.RulesVersions.SingleAsync(v => v.Id == RulesVersion.Only, ct)).Bump();
}

/// <summary>Amounts of several currencies, as the API has them and as they are kept.</summary>
internal static class MoneyLists
{
    public static IReadOnlyDictionary<string, long>? ToAmounts(this IReadOnlyList<Money>? list) =>
        list is null or { Count: 0 } ? null : list.ToDictionary(m => m.Currency, m => m.Amount, StringComparer.Ordinal);

    public static IReadOnlyList<Money>? ToMoney(this IReadOnlyDictionary<string, long>? amounts) =>
        amounts is null ? null : [.. amounts.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new Money(a.Value, a.Key))];

    /// <summary>Known currencies, each once, none below the least amount.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<Money>?> AmountsFrom<T>(this IRuleBuilder<T, IReadOnlyList<Money>?> rule, long least) =>
        rule.Must(list => list is null || list.All(m => Currencies.IsKnown(m.Currency)))
            .WithMessage("Every currency must be known.")
            .Must(list => list is null || list.DistinctBy(m => m.Currency).Count() == list.Count)
            .WithMessage("Each currency may come once.")
            .Must(list => list is null || list.All(m => m.Amount >= least && m.Amount <= 1_000_000_000_000))
            .WithMessage($"Amounts must be at least {least}.");
}
