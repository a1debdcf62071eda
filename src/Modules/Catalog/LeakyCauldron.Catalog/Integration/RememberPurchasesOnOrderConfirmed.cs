using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Catalog.Integration;

/// <summary>Who bought a product may say so in a review, and one written before the purchase becomes a buyer's.</summary>
internal sealed class RememberPurchasesOnOrderConfirmed(CatalogDbContext db) : IEventHandler<OrderConfirmedV1>
{
    public async Task HandleAsync(OrderConfirmedV1 @event, EventContext context, CancellationToken ct)
    {
        if (@event.UserId is not { } user)
        {
            return;
        }

        var products = @event.Lines.Select(l => l.ProductId).Distinct().Order().ToArray();
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
