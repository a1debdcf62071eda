using System.Text.Json.Serialization;

namespace LeakyCauldron.Notifications.Webhooks;

/// <summary>Another program that is told of events.</summary>
/// <param name="Id">Id.</param>
/// <param name="Url">Where deliveries are posted.</param>
/// <param name="Events">Names of events, or <c>*</c>.</param>
/// <param name="Active">False once it was switched off.</param>
/// <param name="DisabledReason">Why, if the shop did it.</param>
/// <param name="FailingSince">Since when no delivery has come through.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record WebhookDto(
    Guid Id,
    string Url,
    IReadOnlyList<string> Events,
    bool Active,
    string? DisabledReason,
    DateTimeOffset? FailingSince,
    DateTimeOffset CreatedAt
)
{
    /// <summary>What its deliveries are signed with, <c>whsec_…</c>; told when it is made and never again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public static WebhookDto Of(Webhook w) => new(w.Id, w.Url, w.Events, w.Active, w.DisabledReason, w.FailingSince, w.CreatedAt);
}
