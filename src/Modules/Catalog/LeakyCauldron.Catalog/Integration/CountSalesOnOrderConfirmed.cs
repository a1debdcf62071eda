using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Catalog.Integration;

/// <summary>Popularity: how many units of a product have been sold.</summary>
internal sealed class CountSalesOnOrderConfirmed(CatalogDbContext db) : IEventHandler<OrderConfirmedV1>
{
    public async Task HandleAsync(OrderConfirmedV1 @event, EventContext context, CancellationToken ct)
    {
        // In one order everywhere, so that two handlers never wait for each other's rows.
        foreach (var line in @event.Lines.GroupBy(l => l.ProductId).OrderBy(g => g.Key))
        {
            var units = line.Sum(l => l.Quantity);
            await db.Database.ExecuteSqlAsync($"UPDATE catalog.products SET sold_count = sold_count + {units} WHERE id = {line.Key}", ct);
        }
    }
}
