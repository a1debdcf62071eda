using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Payments.Persistence;

namespace LeakyCauldron.Payments.Integration;

/// <summary>Payments and their ledger stay; the id they name leads to nobody any more. What could pay again goes.</summary>
internal sealed class PaymentsPersonalData(PaymentsDbContext db) : IPersonalData, IEventHandler<PersonErasedV1>
{
    public async Task<object> ExportAsync(Guid userId, CancellationToken ct) =>
        new
        {
            Payments = await db
                .Payments.Where(p => p.UserId == userId)
                .OrderByDescending(p => p.CreatedAt)
                .Take(IPersonalData.MostRows)
                .Select(p => new
                {
                    p.Id,
                    p.OrderId,
                    p.Method,
                    p.Currency,
                    p.Amount,
                    p.Captured,
                    p.Refunded,
                    p.Status,
                    p.Reference,
                    p.CreatedAt,
                })
                .ToListAsync(ct),
        };

    public async Task HandleAsync(PersonErasedV1 @event, EventContext context, CancellationToken ct)
    {
        await db.Payments.Where(p => p.UserId == @event.UserId).ExecuteUpdateAsync(set => set.SetProperty(p => p.Token, (string?)null), ct);
        // What staff wrote beside it may be about the person.
        var theirs = db.Payments.Where(p => p.UserId == @event.UserId);
        await db
            .Operations.Where(o => theirs.Any(p => p.Id == o.PaymentId))
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.Reason, (string?)null), ct);
        await db.ForgetIdempotencyKeysAsync(@event.UserId, ct);
    }
}
