using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.RejectReturn;

/// <param name="Reason">Told to the shopper.</param>
internal sealed record RejectReturnBody(string? Reason);

internal sealed record RejectReturn(Guid Id, RejectReturnBody Body, IfMatch IfMatch, Caller Caller) : ICommand<OrderDto>;

internal sealed class RejectReturnValidator : AbstractValidator<RejectReturn>
{
    public RejectReturnValidator() => RuleFor(c => c.Body.Reason).MaximumLength(500);
}

internal sealed class RejectReturnHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<RejectReturn, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(RejectReturn command, CancellationToken cancellationToken)
    {
        var found = await db.FindReturnForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (found.IsError)
        {
            return found.Error;
        }

        var order = found.Value;
        var reason = string.IsNullOrWhiteSpace(command.Body.Reason) ? null : command.Body.Reason.Trim();
        return
            order.Returns.Single(r => r.Id == command.Id).Status != ReturnStatus.Rejected
            && order.RejectReturn(command.Id, reason, clock.GetUtcNow()) is { } refusal
            ? refusal
            : OrderDto.Of(order, command.Caller.Actor());
    }
}

internal static class RejectReturnEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/returns/{id:guid}/reject",
                async (Guid id, RejectReturnBody? body, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RejectReturn(id, body ?? new(null), ifMatch, caller), ct)).ToOk(o => o.EtagFor(caller))
            )
            .Describe("rejectReturn", "Orders", "Says no to a return")
            .Produces<OrderDto>()
            .ProducesProblems(401, 403, 404, 412)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
