using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.ProcessOrder;

internal sealed record ProcessOrder(Guid Id, IfMatch IfMatch, Caller Caller) : ICommand<OrderDto>;

internal sealed class ProcessOrderHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<ProcessOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(ProcessOrder command, CancellationToken cancellationToken)
    {
        var order = await db.FindForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (order.IsError)
        {
            return order.Error;
        }

        return order.Value.StartProcessing(clock.GetUtcNow()) is { } refusal ? refusal : OrderDto.Of(order.Value, command.Caller.Actor());
    }
}

internal static class ProcessOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders/{id:guid}/process",
                async (Guid id, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ProcessOrder(id, ifMatch, caller), ct)).ToOk(o => o.EtagFor(caller))
            )
            .Describe("processOrder", "Orders", "Says that the order is being prepared, so its shopper can no longer cancel it")
            .Produces<OrderDto>()
            .ProducesProblems(401, 403, 404, 412)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
