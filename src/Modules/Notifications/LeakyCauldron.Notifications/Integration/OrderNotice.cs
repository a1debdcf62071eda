using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeakyCauldron.Notifications.Integration;

/// <summary>What an order's event told, kept with the delivery and shown as the notification's <c>data</c>. Nothing in it is personal.</summary>
internal sealed record OrderNotice(Guid OrderId, string Number)
{
    public Money? Total { get; init; }

    public Money? Refunded { get; init; }

    public bool? InFull { get; init; }

    public string? Carrier { get; init; }

    public string? TrackingNumber { get; init; }

    public bool? Complete { get; init; }

    /// <summary>Such as <c>2 items</c>.</summary>
    public string? Items { get; init; }

    private static readonly JsonSerializerOptions Options = new(Json.Wire) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static OrderNotice FromJson(string json) =>
        JsonSerializer.Deserialize<OrderNotice>(json, Options) ?? throw new InvalidOperationException("A delivery's data is not readable.");
}
