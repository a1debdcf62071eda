using System.Text.Json;
using LeakyCauldron.Notifications.Domain;

namespace LeakyCauldron.Notifications.Features;

/// <summary>An entry of the caller's inbox.</summary>
/// <param name="Id">Id.</param>
/// <param name="Kind">What it is about, such as <c>order_shipped</c>.</param>
/// <param name="Title">One line; an order's carries its number.</param>
/// <param name="Body">A sentence or two.</param>
/// <param name="Data">Ids and figures for programs; what is in it depends on the kind.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="ReadAt">Null while unread.</param>
internal sealed record NotificationDto(
    Guid Id,
    string Kind,
    string Title,
    string Body,
    IReadOnlyDictionary<string, JsonElement> Data,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt
)
{
    public static NotificationDto Of(Notification n) =>
        new(n.Id, n.Kind, n.Title, n.Body, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(n.Data, Json.Wire)!, n.CreatedAt, n.ReadAt);
}
