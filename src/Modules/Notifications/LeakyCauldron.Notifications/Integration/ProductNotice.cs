using System.Text.Json;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Notifications.Domain;

namespace LeakyCauldron.Notifications.Integration;

/// <summary>Which product a notice is about, kept with the delivery and shown as the notification's <c>data</c>.</summary>
internal sealed record ProductNotice(Guid ProductId, Guid VariantId, string Sku, string Slug, string Title)
{
    public string ToJson() => JsonSerializer.Serialize(this, Json.Wire);

    public static ProductNotice FromJson(string json) =>
        JsonSerializer.Deserialize<ProductNotice>(json, Json.Wire) ?? throw new InvalidOperationException("A delivery's data is not readable.");
}

internal sealed class TellOnBackInStock(NoticeWriter notices) : IEventHandler<BackInStockV1>
{
    public Task HandleAsync(BackInStockV1 @event, EventContext context, CancellationToken ct) =>
        notices.ProductAsync(
            context,
            Kinds.BackInStock,
            @event.UserId,
            new ProductNotice(@event.ProductId, @event.VariantId, @event.Sku, @event.Slug, @event.Title),
            $"{@event.Title} is back",
            "What you waited for can be had again. It is not put aside for you.",
            ct
        );
}
