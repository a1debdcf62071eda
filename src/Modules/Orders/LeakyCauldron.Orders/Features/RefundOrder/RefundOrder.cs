using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.RefundOrder;

/// <param name="Amount">What to give back; what the items cost, or all that is left, if not given.</param>
/// <param name="Items">What it is for.</param>
internal sealed record RefundOrderBody(Money? Amount, IReadOnlyList<OrderItemBody>? Items, string? Reason);

internal sealed record RefundOrder(Guid Id, RefundOrderBody Body, IfMatch IfMatch, Caller Caller) : ICommand<Guid>;

internal sealed class RefundOrderValidator : AbstractValidator<RefundOrder>
{
    public RefundOrderValidator()
    {
        RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
        RuleFor(c => c.Body.Amount)
            .Must(m => m is not { } money || (money.Amount > 0 && Currencies.IsKnown(money.Currency)))
            .WithMessage("Must be a positive amount of a known currency.");
        RuleForEach(c => c.Body.Items).SetValidator(new OrderItemBodyValidator());
    }
}

/// <summary>Decides and writes the refund down; the money is moved after the commit, and asked for until it is.</summary>
internal sealed class RefundOrderHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<RefundOrder, Result<Guid>>
{
    public async Task<Result<Guid>> Handle(RefundOrder command, CancellationToken cancellationToken)
    {
        var found = await db.FindForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (found.IsError)
        {
            return found.Error;
        }

        var order = found.Value;
        var open = await db.OpenRefundsAsync(order, cancellationToken);
        var items = command.Body.Items?.Select(i => new ShippedItem(i.ItemId, i.Quantity)).ToArray();
        var amount = order.PlanRefund(command.Body.Amount, items, open);
        if (amount.IsError)
        {
            return amount.Error;
        }

        db.Add(PaymentInstruction.Refund(order, amount.Value, items, command.Body.Reason!.Trim(), clock.GetUtcNow()));
        return order.Id;
    }
}

internal static class RefundOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders/{id:guid}/refunds",
                async (Guid id, RefundOrderBody body, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    await mediator.SettledAsync(
                        await mediator.Send(new RefundOrder(id, body, ifMatch, caller), ct),
                        caller,
                        ct,
                        StatusCodes.Status201Created
                    )
            )
            .Describe("refundOrder", "Orders", "Gives money back, for items or as an amount")
            .Produces<OrderDto>(201)
            .ProducesProblems(401, 403, 404, 412)
            .Idempotent(required: true)
            .RequireAuthorization(Policies.Staff);
}
