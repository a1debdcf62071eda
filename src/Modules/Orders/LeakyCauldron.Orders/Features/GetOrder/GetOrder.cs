using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.GetOrder;

internal sealed record GetOrder(Guid Id, Caller Caller) : IQuery<OrderDto>;

internal sealed class GetOrderHandler(OrdersDbContext db) : IRequestHandler<GetOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(GetOrder query, CancellationToken cancellationToken)
    {
        var order = await db.Orders.AsNoTracking().WithParts().SingleOrDefaultAsync(o => o.Id == query.Id, cancellationToken);
        return order is not null && order.IsVisibleTo(query.Caller) ? OrderDto.Of(order, query.Caller.Actor()) : OrderErrors.NotFound;
    }
}

internal static class GetOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/orders/{id:guid}",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new GetOrder(id, caller), ct)).ToOk(o => o.EtagFor(caller))
            )
            .Describe("getOrder", "Orders", "An order, for its owner and staff")
            .Produces<OrderDto>()
            .ProducesProblems(401, 404)
            .RequireAuthorization(Policies.Shopper);
}
