using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.FindOrder;

/// <summary>A guest's way back to an order: its number and the mail address it was placed with.</summary>
internal sealed record FindOrder(string Number, string? Email) : IQuery<OrderDto>;

internal sealed class FindOrderHandler(OrdersDbContext db) : IRequestHandler<FindOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(FindOrder query, CancellationToken cancellationToken)
    {
        var number = OrderNumber.Normalize(query.Number);
        var order = await db.Orders.AsNoTracking().WithParts().SingleOrDefaultAsync(o => o.Number == number && o.Listed, cancellationToken);
        return order is not null && string.Equals(order.Email, query.Email?.Trim(), StringComparison.OrdinalIgnoreCase)
            ? OrderDto.Of(order, OrderActor.System)
            : OrderErrors.NotFound;
    }
}

internal static class FindOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/orders/by-number/{number}",
                async (string number, string? email, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new FindOrder(number, email), ct)).ToOk()
            )
            .Describe("findOrder", "Orders", "An order by its number and the mail address it was placed with")
            .Produces<OrderDto>()
            .ProducesProblems(404)
            .AllowAnonymous();
}
