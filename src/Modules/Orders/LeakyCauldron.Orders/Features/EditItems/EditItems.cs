using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.EditItems;

/// <param name="Items">What is to stay of each line; lines that are not named stay as they are.</param>
internal sealed record EditItemsBody(IReadOnlyList<KeptItemBody>? Items);

/// <param name="Quantity">Units that stay; 0 takes the line off.</param>
internal sealed record KeptItemBody(Guid ItemId, int Quantity);

internal sealed record EditItems(Guid Id, EditItemsBody Body, IfMatch IfMatch, Caller Caller) : ICommand<Guid>;

internal sealed class EditItemsValidator : AbstractValidator<EditItems>
{
    private const int MostItems = 200;

    public EditItemsValidator()
    {
        RuleFor(c => c.Body.Items)
            .NotEmpty()
            .Must(items => items is null || items.Count <= MostItems)
            .WithMessage($"At most {MostItems}.")
            .Must(items => items is null || items.DistinctBy(i => i?.ItemId).Count() == items.Count)
            .WithMessage("Name each item once.");
        RuleForEach(c => c.Body.Items).ChildRules(item => item.RuleFor(i => i.Quantity).InclusiveBetween(0, 1_000_000));
    }
}

/// <summary>Decides and writes the difference down; the money is moved after the commit, and the stock goes back by the event.</summary>
internal sealed class EditItemsHandler(OrdersDbContext db, TimeProvider clock) : IRequestHandler<EditItems, Result<Guid>>
{
    public async Task<Result<Guid>> Handle(EditItems command, CancellationToken cancellationToken)
    {
        var found = await db.FindForChangeAsync(command.Id, command.Caller, command.IfMatch, cancellationToken);
        if (found.IsError)
        {
            return found.Error;
        }

        var (order, now) = (found.Value, clock.GetUtcNow());
        var wanted = command.Body.Items!.Select(i => new ShippedItem(i.ItemId, i.Quantity)).ToArray();
        var difference = order.Reduce(wanted, await db.OpenRefundsAsync(order, cancellationToken), now);
        if (difference.IsError)
        {
            return difference.Error;
        }

        if (difference.Value.Amount > 0)
        {
            // Without items: the units stay off whatever the bank says.
            db.Add(PaymentInstruction.Refund(order, difference.Value, null, "items were taken off the order", now));
        }

        return order.Id;
    }
}

internal static class EditItemsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut(
                "/orders/{id:guid}/items",
                async (Guid id, EditItemsBody body, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
                    await mediator.SettledAsync(await mediator.Send(new EditItems(id, body, ifMatch, caller), ct), caller, ct)
            )
            .Describe("editOrderItems", "Orders", "Takes items off an order before it is sent; the difference goes back")
            .Produces<OrderDto>()
            .ProducesProblems(401, 403, 404, 412)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
