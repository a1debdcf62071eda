using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Payments.Gringotts;

/// <summary>How the sandbox bank behaves.</summary>
/// <param name="SettleAfter">How long <c>tok_async_ok</c> and <c>tok_async_fail</c> take.</param>
/// <param name="ChallengeLifetime">How long a shopper has to answer <c>tok_requires_action</c>.</param>
/// <param name="PublicUrl">Where shoppers reach the shop, and with it the bank's page.</param>
/// <param name="WebhookUrl">Where the bank tells of changes; null: nowhere.</param>
/// <param name="WebhookSecrets">The first signs, all are accepted, so that a secret can be changed without a refusal.</param>
internal sealed record GringottsOptions(
    TimeSpan SettleAfter,
    TimeSpan ChallengeLifetime,
    string PublicUrl,
    Uri? WebhookUrl,
    IReadOnlyList<string> WebhookSecrets
)
{
    /// <summary>How late the bank tells.</summary>
    public TimeSpan WebhookDelay { get; init; }

    /// <summary>How often it tells the same.</summary>
    public int WebhookCopies { get; init; } = 1;

    /// <summary>The last change is told first.</summary>
    public bool WebhooksReversed { get; init; }

    public static GringottsOptions From(IConfiguration configuration) =>
        new(
            TimeSpan.FromMilliseconds(configuration.GetValue("Payments:Gringotts:SettleAfterMs", 2000)),
            TimeSpan.FromMinutes(configuration.GetValue("Payments:Gringotts:ChallengeMinutes", 20)),
            LeakyCauldron.BuildingBlocks.Http.PublicUrl.Of(configuration),
            configuration["Payments:Gringotts:WebhookUrl"] is { Length: > 0 } url ? new Uri(url, UriKind.Absolute) : null,
            (configuration["Payments:Gringotts:WebhookSecrets"] ?? "").Split(
                ',',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        )
        {
            WebhookDelay = TimeSpan.FromMilliseconds(configuration.GetValue("Payments:Gringotts:WebhookDelayMs", 0)),
            WebhookCopies = configuration.GetValue("Payments:Gringotts:WebhookCopies", 1),
            WebhooksReversed = configuration.GetValue("Payments:Gringotts:WebhooksReversed", false),
        };
}
