using LeakyCauldron.Orders.Checkouts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Instructions;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features;

/// <summary>Does at once what was written down for an order; what does not succeed now is repeated by the job.</summary>
internal static class SettleOrder
{
    /// <summary>The order as it stands after that.</summary>
    public static async Task<IResult> SettledAsync(
        this IMediator mediator,
        Result<Guid> changed,
        Caller caller,
        CancellationToken ct,
        int status = StatusCodes.Status200OK
    )
    {
        if (changed.IsError)
        {
            return changed.Error.ToHttp();
        }

        await mediator.Send(new ResumeCheckout(changed.Value), ct);
        var settled = await mediator.Send(new RunInstructions(changed.Value), ct);
        if (settled.IsError)
        {
            return settled.Error.ToHttp();
        }

        var order = await mediator.Send(new GetOrder.GetOrder(changed.Value, caller), ct);
        return status == StatusCodes.Status201Created
            ? order.ToCreated(o => $"/api/v1/orders/{o.Id}", o => o.EtagFor(caller))
            : order.ToOk(o => o.EtagFor(caller));
    }
}

/// <summary>Runs an order's checkout if it is due.</summary>
internal sealed record ResumeCheckout(Guid OrderId) : ICommand<bool>;

internal sealed class ResumeCheckoutHandler(OrdersDbContext db, CheckoutRunner runner, TimeProvider clock)
    : IRequestHandler<ResumeCheckout, Result<bool>>
{
    public async Task<Result<bool>> Handle(ResumeCheckout command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!await db.Checkouts.AnyAsync(c => c.OrderId == command.OrderId && c.SettledAt == null && c.RunAfter <= now, cancellationToken))
        {
            return false;
        }

        return await runner.RunAsync(command.OrderId, mine: false, cancellationToken) is { IsSettled: true };
    }
}

/// <summary>Gives Payments the instructions of an order that are due.</summary>
internal sealed record RunInstructions(Guid OrderId) : ICommand<bool>;

internal sealed class RunInstructionsHandler(OrdersDbContext db, InstructionRunner runner, TimeProvider clock)
    : IRequestHandler<RunInstructions, Result<bool>>
{
    public async Task<Result<bool>> Handle(RunInstructions command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var due = await db
            .Instructions.Where(i => i.OrderId == command.OrderId && i.Status == InstructionStatus.Open && i.RunAfter <= now)
            .OrderBy(i => i.CreatedAt)
            .Select(i => i.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in due)
        {
            if (await runner.RunAsync(id, cancellationToken) == InstructionStatus.Refused)
            {
                return OrderErrors.RefundFailed;
            }
        }

        return due.Count > 0;
    }
}
