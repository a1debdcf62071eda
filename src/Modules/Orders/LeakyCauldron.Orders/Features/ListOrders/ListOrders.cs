using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.ListOrders;

internal sealed record ListOrders(Guid UserId, int? Limit, string? After) : IQuery<Page<OrderListItem>>;

internal sealed class ListOrdersHandler(OrdersDbContext db) : IRequestHandler<ListOrders, Result<Page<OrderListItem>>>
{
    public Task<Result<Page<OrderListItem>>> Handle(ListOrders query, CancellationToken cancellationToken) =>
        OrderPages.OfAsync(
            db.Orders.Where(o => o.UserId == query.UserId && o.Listed && o.Status != OrderStatus.PaymentFailed),
            query.Limit,
            query.After,
            cancellationToken
        );
}

internal static class ListOrdersEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/orders",
                async (int? limit, string? after, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListOrders(caller.UserId!.Value, limit, after), ct)).ToOk()
            )
            .Describe("listOrders", "Orders", "The caller's orders, newest first")
            .Produces<Page<OrderListItem>>()
            .ProducesProblems(400, 401)
            .RequireAuthorization(Policies.Shopper);
}
