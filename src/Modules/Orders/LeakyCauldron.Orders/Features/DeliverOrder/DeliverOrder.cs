using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.DeliverOrder;

internal sealed record DeliverOrder(Guid Id, IfMatch IfMatch, Caller Caller) : ICommand<OrderDto>;

internal sealed class DeliverOrderHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<DeliverOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(DeliverOrder command, CancellationToken cancellationToken)
    {
        var order = await db.FindForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (order.IsError)
        {
            return order.Error;
        }

        return order.Value.Deliver(clock.GetUtcNow()) is { } refusal ? refusal : OrderDto.Of(order.Value, command.Caller.Actor());
    }
}

internal static class DeliverOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders/{id:guid}/deliver",
                async (Guid id, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new DeliverOrder(id, ifMatch, caller), ct)).ToOk(o => o.EtagFor(caller))
            )
            .Describe("deliverOrder", "Orders", "Says that everything has arrived")
            .Produces<OrderDto>()
            .ProducesProblems(401, 403, 404, 412)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
