using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.ReceiveReturn;

/// <param name="Items">What came and counts; all that was asked for if not given.</param>
/// <param name="Restock">True if it is for sale again.</param>
internal sealed record ReceiveReturnBody(IReadOnlyList<OrderItemBody>? Items, bool Restock);

internal sealed record ReceiveReturn(Guid Id, ReceiveReturnBody Body, IfMatch IfMatch, Caller Caller) : ICommand<Guid>;

internal sealed class ReceiveReturnValidator : AbstractValidator<ReceiveReturn>
{
    private const int MostItems = 200;

    public ReceiveReturnValidator()
    {
        RuleFor(c => c.Body.Items)
            .Must(items => items is not { Count: 0 or > MostItems })
            .WithMessage($"1 to {MostItems}; what is not taken at all is rejected.");
        RuleForEach(c => c.Body.Items).SetValidator(new OrderItemBodyValidator());
    }
}

/// <summary>Decides and writes the refund down with it, so that there is one for a return however often it is received; the money is moved after the commit.</summary>
internal sealed class ReceiveReturnHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<ReceiveReturn, Result<Guid>>
{
    public async Task<Result<Guid>> Handle(ReceiveReturn command, CancellationToken cancellationToken)
    {
        var found = await db.FindReturnForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (found.IsError)
        {
            return found.Error;
        }

        var (order, now) = (found.Value, clock.GetUtcNow());
        if (order.Returns.Single(r => r.Id == command.Id).Status == ReturnStatus.Received)
        {
            // Said before: the answer is the order as it is.
            return order.Id;
        }

        var open = await db.OpenRefundsAsync(order, cancellationToken);
        var items = command.Body.Items?.Select(i => new ShippedItem(i.ItemId, i.Quantity)).ToArray();
        var refund = order.ReceiveReturn(command.Id, items, command.Body.Restock, open, now);
        if (refund.IsError)
        {
            return refund.Error;
        }

        if (refund.Value.Amount.Amount > 0)
        {
            db.Add(PaymentInstruction.Refund(order, refund.Value.Amount, refund.Value.Items, "items came back", now));
        }

        return order.Id;
    }
}

internal static class ReceiveReturnEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/returns/{id:guid}/receive",
                async (Guid id, ReceiveReturnBody body, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    await mediator.SettledAsync(await mediator.Send(new ReceiveReturn(id, body, ifMatch, caller), ct), caller, ct)
            )
            .Describe("receiveReturn", "Orders", "Says that what was sent back is here: its money goes back, and it is for sale again if so")
            .Produces<OrderDto>()
            .ProducesProblems(401, 403, 404, 412)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
