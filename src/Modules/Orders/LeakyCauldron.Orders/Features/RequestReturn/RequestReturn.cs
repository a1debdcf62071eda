using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.RequestReturn;

/// <param name="Items">Each of the order's lines once.</param>
internal sealed record RequestReturnBody(IReadOnlyList<ReturnItemBody>? Items);

/// <summary>Units of one of the order's lines, and what is wrong with them.</summary>
internal sealed record ReturnItemBody(Guid ItemId, int Quantity, string? Reason);

internal sealed record RequestReturn(Guid Id, RequestReturnBody Body, IfMatch IfMatch, Caller Caller) : ICommand<OrderDto>;

internal sealed class RequestReturnValidator : AbstractValidator<RequestReturn>
{
    private const int MostItems = 200;

    public RequestReturnValidator()
    {
        RuleFor(c => c.Body.Items)
            .NotEmpty()
            .Must(items => items is null || items.Count <= MostItems)
            .WithMessage($"At most {MostItems}.")
            .Must(items => items is null || items.DistinctBy(i => i?.ItemId).Count() == items.Count)
            .WithMessage("Name each item once.");
        RuleForEach(c => c.Body.Items)
            .ChildRules(item =>
            {
                item.RuleFor(i => i.Quantity).InclusiveBetween(1, 1_000_000);
                item.RuleFor(i => i.Reason).NotEmpty().MaximumLength(500);
            });
    }
}

internal sealed class RequestReturnHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<RequestReturn, Result<OrderDto>>
{
    public async Task<Result<OrderDto>> Handle(RequestReturn command, CancellationToken cancellationToken)
    {
        var order = await db.FindForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (order.IsError)
        {
            return order.Error;
        }

        var actor = command.Caller.Actor();
        var items = command.Body.Items!.Select(i => new ReturnedItem(i.ItemId, i.Quantity, i.Reason!.Trim(), 0)).ToArray();
        return order.Value.RequestReturn(items, actor, clock.GetUtcNow()) is { } refusal ? refusal : OrderDto.Of(order.Value, actor);
    }
}

internal static class RequestReturnEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders/{id:guid}/returns",
                async (Guid id, RequestReturnBody body, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RequestReturn(id, body, ifMatch, caller), ct)).ToCreated(
                        o => $"/api/v1/orders/{o.Id}",
                        o => o.EtagFor(caller)
                    )
            )
            .Describe("requestReturn", "Orders", "Asks to send items back")
            .Produces<OrderDto>(201)
            .ProducesProblems(401, 404, 412)
            .Idempotent()
            .RequireAuthorization(Policies.Shopper);
}
