using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.ReorderOrder;

/// <param name="CartId">The shopper's own cart.</param>
/// <param name="Added">What went into it.</param>
/// <param name="NotAdded">What could not be had, and why.</param>
internal sealed record ReorderDto(Guid CartId, IReadOnlyList<ReorderedLine> Added, IReadOnlyList<MissedLine> NotAdded);

internal sealed record ReorderedLine(Guid VariantId, string Sku, string Title, int Quantity);

/// <param name="Reason">not_for_sale, price_unavailable, insufficient_stock, quantity_limit or cart_full.</param>
internal sealed record MissedLine(Guid VariantId, string Sku, string Title, int Quantity, string Reason);

internal sealed record ReorderOrder(Guid Id, Caller Caller) : ICommand<ReorderDto>;

/// <summary>Today's prices and stock count, not the order's: the cart is filled as if by hand.</summary>
internal sealed class ReorderOrderHandler(OrdersDbContext db, IModuleClient modules) : IRequestHandler<ReorderOrder, Result<ReorderDto>>
{
    public async Task<Result<ReorderDto>> Handle(ReorderOrder command, CancellationToken cancellationToken)
    {
        var order = await db.Orders.AsNoTracking().WithParts().SingleOrDefaultAsync(o => o.Id == command.Id, cancellationToken);
        if (order is null || !order.IsVisibleTo(command.Caller))
        {
            return OrderErrors.NotFound;
        }

        if (order.Refuse(OrderAction.Reorder, command.Caller.Actor()) is { } refusal)
        {
            return refusal;
        }

        var lines = order
            .Lines.OrderBy(l => l.Position)
            .GroupBy(l => l.VariantId)
            .ToDictionary(g => g.Key, g => (Line: g.First(), Quantity: g.Sum(l => l.Quantity)));
        var filled = await modules.Send(
            new FillCart(command.Caller.UserId!.Value, [.. lines.Select(l => new CartFill(l.Key, l.Value.Quantity))]),
            cancellationToken
        );
        return filled.IsError ? filled.Error : Answer(filled.Value, lines);
    }

    private static ReorderDto Answer(FilledCart cart, Dictionary<Guid, (OrderLine Line, int Quantity)> lines)
    {
        var known = cart.Lines.Select(f => (Filled: f, lines[f.VariantId].Line, lines[f.VariantId].Quantity)).ToArray();
        return new(
            cart.CartId,
            [.. known.Where(l => l.Filled.Added > 0).Select(l => new ReorderedLine(l.Filled.VariantId, l.Line.Sku, l.Line.Title, l.Filled.Added))],
            [
                .. known
                    .Where(l => l.Filled.Reason is not null)
                    .Select(l => new MissedLine(l.Filled.VariantId, l.Line.Sku, l.Line.Title, l.Quantity - l.Filled.Added, l.Filled.Reason!)),
            ]
        );
    }
}

internal static class ReorderOrderEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/orders/{id:guid}/reorder",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ReorderOrder(id, caller), ct)).ToOk()
            )
            .Describe("reorderOrder", "Orders", "Puts what can still be had of an order into the shopper's cart")
            .Produces<ReorderDto>()
            .ProducesProblems(401, 404, 409, 503)
            .Idempotent()
            .RequireAuthorization(Policies.Shopper);
}
