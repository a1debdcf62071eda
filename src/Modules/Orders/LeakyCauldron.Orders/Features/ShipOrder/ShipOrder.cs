using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.ShipOrder;

/// <param name="Items">What is in the parcel; everything that is left if not given.</param>
internal sealed record ShipOrderBody(IReadOnlyList<OrderItemBody>? Items, string? Carrier, string? TrackingNumber);

internal sealed record ShipOrder(Guid Id, ShipOrderBody Body, IfMatch IfMatch, Caller Caller) : ICommand<OrderDto>;

internal sealed class ShipOrderValidator : AbstractValidator<ShipOrder>
{
    public ShipOrderValidator()
    {
        RuleFor(c => c.Body.Carrier).NotEmpty().MaximumLength(100);
        RuleFor(c => c.Body.TrackingNumber).NotEmpty().MaximumLength(100);
        RuleForEach(c => c.Body.Items).SetValidator(new OrderItemBodyValidator());
    }
}

internal sealed class ShipOrderHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<ShipOrder, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(ShipOrder command, CancellationToken cancellationToken)
    {
        var order = await db.FindForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (order.IsError)
        {
            return order.Error;
        }

        var items = command.Body.Items?.Select(i => new ShippedItem(i.ItemId, i.Quantity)).ToArray();
        return order.Value.Ship(items, command.Body.Carrier!.Trim(), command.Body.TrackingNumber!.Trim(), clock.GetUtcNow()) is { } refusal
            ? refusal
            : OrderDto.Of(order.Value, command.Caller.Actor());
    }
}

internal static class ShipOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders/{id:guid}/shipments",
                async (Guid id, ShipOrderBody body, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ShipOrder(id, body, ifMatch, caller), ct)).ToCreated(
                        o => $"/api/v1/orders/{o.Id}",
                        o => o.EtagFor(caller)
                    )
            )
            .Describe("shipOrder", "Orders", "Sends a parcel with all or some of the order")
            .Produces<OrderDto>(201)
            .ProducesProblems(401, 403, 404, 412)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
