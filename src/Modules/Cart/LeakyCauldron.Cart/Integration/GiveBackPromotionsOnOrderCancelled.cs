using LeakyCauldron.Cart.Features.Shared;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Cart.Integration;

/// <summary>A cancelled order has not used its coupons.</summary>
internal sealed class GiveBackPromotionsOnOrderCancelled(CheckoutClaims claims) : IEventHandler<OrderCancelledV1>
{
    public Task HandleAsync(OrderCancelledV1 @event, EventContext context, CancellationToken ct) => claims.GiveBackAsync(@event.OrderId, ct);
}
