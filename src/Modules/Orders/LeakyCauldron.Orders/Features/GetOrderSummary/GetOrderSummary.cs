using LeakyCauldron.Orders.Contracts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features.GetOrderSummary;

internal sealed class GetOrderSummaryHandler(OrdersDbContext db) : IRequestHandler<Contracts.GetOrderSummary, Result<OrderSummary>>
{
    public async Task<Result<OrderSummary>> Handle(Contracts.GetOrderSummary query, CancellationToken cancellationToken) =>
        await db.Orders.AsNoTracking().Include(o => o.Lines).SingleOrDefaultAsync(o => o.Id == query.OrderId, cancellationToken) is { } order
            ? Summary(order)
            : OrderErrors.NotFound;

    private static OrderSummary Summary(Order o) =>
        new(
            o.Id,
            o.Number,
            o.UserId,
            o.Email,
            o.ShippingAddress?.Name ?? o.BillingAddress?.Name,
            OrderErrors.Name(o.Status),
            [
                .. o
                    .Lines.OrderBy(l => l.Position)
                    .Select(l => new OrderSummaryLine(
                        l.Sku,
                        l.Title,
                        l.Options,
                        l.Quantity,
                        new(l.UnitPrice, o.Currency),
                        new(l.LineTotal, o.Currency)
                    )),
            ],
            new(o.Subtotal, o.Currency),
            new(o.Discount, o.Currency),
            new(o.ShippingPrice, o.Currency),
            new(o.Tax, o.Currency),
            o.TaxIncluded,
            o.TotalMoney,
            o.ShippingAddress,
            o.PlacedAt
        );
}
