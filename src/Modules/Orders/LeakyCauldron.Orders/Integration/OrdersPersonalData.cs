using System.Security.Cryptography;
using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Integration;

/// <summary>
/// Orders are books: sums, lines, states and tax stay, who ordered does not. In place of the address stands one that nobody can know, so that the order cannot be looked up
/// by number and mail any more.
/// </summary>
internal sealed class OrdersPersonalData(OrdersDbContext db) : IPersonalData, IEventHandler<PersonErasedV1>
{
    public async Task<object> ExportAsync(Guid userId, CancellationToken ct) =>
        new
        {
            Orders = await db
                .Orders.Where(o => o.UserId == userId)
                .OrderByDescending(o => o.PlacedAt)
                .Take(IPersonalData.MostRows)
                .Select(o => new
                {
                    o.Id,
                    o.Number,
                    o.Email,
                    o.Status,
                    o.Currency,
                    o.Total,
                    o.ShippingAddress,
                    o.BillingAddress,
                    o.Note,
                    o.GiftMessage,
                    o.PlacedAt,
                    Lines = o.Lines.Select(l => new
                    {
                        l.Sku,
                        l.Title,
                        l.Quantity,
                    }),
                    Returns = o.Returns.Select(r => new
                    {
                        r.RequestedAt,
                        r.Status,
                        r.Items,
                    }),
                    Timeline = o.Timeline.Where(t => !t.StaffOnly).Select(t => new { t.At, t.Message }),
                })
                .AsSplitQuery()
                .ToListAsync(ct),
        };

    public async Task HandleAsync(PersonErasedV1 @event, EventContext context, CancellationToken ct)
    {
        var nobody = $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@erased.invalid";
        var theirs = db.Orders.Where(o => o.UserId == @event.UserId);
        await db.Set<TimelineEntry>()
            .Where(t => t.Actor != OrderActor.System && theirs.Any(o => o.Id == t.OrderId))
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Message, ""), ct);
        await db.Set<OrderReturn>()
            .Where(r => theirs.Any(o => o.Id == r.OrderId))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Note, (string?)null), ct);
        await db.Database.ExecuteSqlAsync(
            $$"""
            UPDATE orders.order_returns r SET items = (SELECT jsonb_agg(i || '{"reason": ""}') FROM jsonb_array_elements(r.items) i)
            FROM orders.orders o WHERE o.id = r.order_id AND o.user_id = {{@event.UserId}}
            """,
            ct
        );
        await db.Instructions.Where(i => theirs.Any(o => o.Id == i.OrderId)).ExecuteUpdateAsync(set => set.SetProperty(i => i.Reason, ""), ct);
        await theirs.ExecuteUpdateAsync(
            set =>
                set.SetProperty(o => o.Email, nobody)
                    .SetProperty(o => o.ShippingAddress, (Address?)null)
                    .SetProperty(o => o.BillingAddress, (Address?)null)
                    .SetProperty(o => o.Note, (string?)null)
                    .SetProperty(o => o.GiftMessage, (string?)null),
            ct
        );
        await db.Database.ExecuteSqlAsync(
            $$"""
            UPDATE orders.checkouts
            SET key = NULL,
                request = request || jsonb_build_object('email', {{nobody}}::text, 'shippingAddress', NULL, 'billingAddress', NULL, 'paymentToken', NULL)
            WHERE caller = {{$"u:{@event.UserId}"}} OR order_id IN (SELECT id FROM orders.orders WHERE user_id = {{@event.UserId}})
            """,
            ct
        );
        await db.ForgetIdempotencyKeysAsync(@event.UserId, ct);
        await db.ForgetAnswersAboutAsync(await theirs.Select(o => o.Id).ToListAsync(ct), ct);
    }
}
