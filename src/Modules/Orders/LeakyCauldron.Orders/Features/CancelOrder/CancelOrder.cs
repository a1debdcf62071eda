using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.CancelOrder;

internal sealed record CancelOrderBody(string? Reason);

internal sealed record CancelOrder(Guid Id, CancelOrderBody Body, IfMatch IfMatch, Caller Caller) : ICommand<Guid>;

internal sealed class CancelOrderValidator : AbstractValidator<CancelOrder>
{
    public CancelOrderValidator() => RuleFor(c => c.Body.Reason).MaximumLength(500);
}

/// <summary>Decides and writes down what follows; giving back money, stock and cart is done after the commit, and repeated until it is done.</summary>
internal sealed class CancelOrderHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<CancelOrder, Result<Guid>>
{
    public async Task<Result<Guid>> Handle(CancelOrder command, CancellationToken cancellationToken)
    {
        var found = await db.FindForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (found.IsError)
        {
            return found.Error;
        }

        var (order, now) = (found.Value, clock.GetUtcNow());
        var reason = string.IsNullOrWhiteSpace(command.Body.Reason) ? "no reason given" : command.Body.Reason.Trim();
        if (order.Cancel(reason, command.Caller.Actor(), now) is { } refusal)
        {
            return refusal;
        }

        var checkout = await db.Checkouts.SingleOrDefaultAsync(c => c.OrderId == order.Id, cancellationToken);
        if (checkout is { Step: CheckoutStep.Paying })
        {
            checkout.Release(Error.Conflict("order_cancelled", "The order was cancelled."), cancelsPayment: true, now);
            checkout.Wake(now);
        }
        else
        {
            db.Add(PaymentInstruction.Cancel(order, reason, now));
        }

        return order.Id;
    }
}

internal static class CancelOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders/{id:guid}/cancel",
                async (Guid id, CancelOrderBody? body, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    await mediator.SettledAsync(await mediator.Send(new CancelOrder(id, body ?? new(null), ifMatch, caller), ct), caller, ct)
            )
            .Describe("cancelOrder", "Orders", "Cancels an order; money, stock and coupons go back")
            .Produces<OrderDto>()
            .ProducesProblems(401, 404, 412)
            .Idempotent()
            .RequireAuthorization(Policies.Shopper);
}
