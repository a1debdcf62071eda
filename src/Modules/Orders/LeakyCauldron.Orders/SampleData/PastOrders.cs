using System.Text.Json;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Checkouts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Orders.SampleData;

/// <summary>
/// Orders of the sample shoppers from before the shop opened. Their stock is taken and their money is at the bank, so the books agree; nobody is told of them, because
/// they are history.
/// </summary>
internal sealed partial class PastOrders(OrdersDbContext db, IModuleClient modules, TimeProvider clock, ILogger<PastOrders> logger) : ISampleData
{
    public async Task LoadAsync(CancellationToken ct)
    {
        await using var stream = typeof(PastOrders).Assembly.GetManifestResourceStream("past-orders.json")!;
        var sample = (await JsonSerializer.DeserializeAsync<Sample>(stream, Json.Api, ct))!;
        foreach (var past in sample.Orders)
        {
            var id = past.IdOf("order");
            if (!await db.Orders.AnyAsync(o => o.Id == id, ct))
            {
                await LoadAsync(past, ct);
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task LoadAsync(PastOrder past, CancellationToken ct)
    {
        var shopper = await modules.Send(new FindUserByEmail(past.Email), ct);
        var variants = await modules.Send(new GetVariants([], [.. past.Lines.Select(l => l.Sku)], past.Currency), ct);
        if (shopper.IsError || variants.IsError || variants.Value.Count(v => v.Price is not null) < past.Lines.Count)
        {
            Skipped(logger, past.Email, past.DaysAgo);
            return;
        }

        var draft = past.Draft(shopper.Value.UserId, variants.Value.ToDictionary(v => v.Sku, StringComparer.Ordinal));
        if (!past.IsCancelled)
        {
            Check(await modules.Send(new ReserveStock(draft.OrderId, [.. draft.Lines.Select(l => new StockLine(l.VariantId, l.Quantity))], 60), ct));
            Check(await modules.Send(new ConvertStock(draft.OrderId), ct));
        }

        var paid = Check(
            await modules.Send(new StartPayment(draft.PaymentId, draft.OrderId, draft.UserId, draft.Total, draft.PaymentMethod, "tok_ok"), ct)
        );
        var order = Order.Place(draft, clock.GetUtcNow().AddDays(-past.DaysAgo));
        order.Confirm(Drafts.PaymentOf(draft.PaymentMethod, paid), order.PlacedAt.AddSeconds(2));
        await GoOnAsync(order, past, ct);
        order.ClearRaised();
        db.Add(order);
        await db.SaveChangesAsync(ct);
    }

    private async Task GoOnAsync(Order order, PastOrder past, CancellationToken ct)
    {
        if (past.IsCancelled)
        {
            var refunded = Check(await modules.Send(new CancelPayment(order.Payment.Id, past.CancelReason!), ct));
            order.Cancel(past.CancelReason!, OrderActor.Shopper, order.PlacedAt.AddHours(3));
            order.RecordRefund(refunded.Refunded, order.PlacedAt.AddHours(3).AddSeconds(2));
        }

        if (past.Shipment is { } shipment)
        {
            order.Ship(null, shipment.Carrier, shipment.TrackingNumber, order.PlacedAt.AddDays(1));
        }

        if (past.Status == "delivered")
        {
            order.Deliver(order.PlacedAt.AddDays(3));
        }
    }

    private static T Check<T>(Result<T> result) =>
        result.IsError ? throw new InvalidOperationException($"Sample orders could not be loaded: {result.Error.Message}") : result.Value;

    private sealed record Sample(IReadOnlyList<PastOrder> Orders);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The sample order of {Email} from {DaysAgo} days ago is left out: its shopper or its products are not there"
    )]
    private static partial void Skipped(ILogger logger, string email, int daysAgo);
}
