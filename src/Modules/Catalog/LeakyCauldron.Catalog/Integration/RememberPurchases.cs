using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Catalog.Integration;

/// <summary>
/// Who bought a product may say so in a review, and one written before the purchase becomes a buyer's. A guest's order counts once it is somebody's.
/// </summary>
internal sealed class RememberPurchases(CatalogDbContext db) : IEventHandler<OrderConfirmedV1>, IEventHandler<OrderClaimedV1>
{
    public Task HandleAsync(OrderConfirmedV1 @event, EventContext context, CancellationToken ct) =>
        @event.UserId is { } user ? RememberAsync(user, @event.Lines, ct) : Task.CompletedTask;

    public Task HandleAsync(OrderClaimedV1 @event, EventContext context, CancellationToken ct) => RememberAsync(@event.UserId, @event.Lines, ct);

    private async Task RememberAsync(Guid user, IReadOnlyList<OrderedLine> lines, CancellationToken ct)
    {
        var products = lines.Select(l => l.ProductId).Distinct().Order().ToArray();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO catalog.purchases (user_id, product_id) SELECT {user}, id FROM unnest({products}) AS id ON CONFLICT DO NOTHING
            """,
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $"UPDATE catalog.reviews SET verified_purchase = true WHERE user_id = {user} AND product_id = ANY({products}) AND NOT verified_purchase",
            ct
        );
    }
}
