using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;

namespace LeakyCauldron.Payments.Features;

/// <summary>What a notice leads to: the provider is asked about everything that is open of the payment it names.</summary>
internal sealed class NoticeWork(PaymentsDbContext db, PaymentWork work, TimeProvider clock)
{
    /// <summary>A notice may come before the transaction that started the payment is seen here, but not for long.</summary>
    private const int Searches = 3;

    /// <summary>Handles one notice; again is no harm.</summary>
    public async Task<ReceivedNotice?> HandleAsync(Guid id, CancellationToken ct)
    {
        if (await db.Notices.SingleOrDefaultAsync(n => n.Id == id, ct) is not { } notice)
        {
            return null;
        }

        notice.Claim(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        var open = await db
            .Operations.AsNoTracking()
            .Where(o => db.Operations.Any(a => a.Key == notice.PaymentKey && a.PaymentId == o.PaymentId))
            .OrderBy(o => o.CreatedAt)
            .Select(o => new
            {
                o.Id,
                o.PaymentId,
                IsOpen = o.Status == OperationStatus.Open,
            })
            .ToListAsync(ct);
        foreach (var operation in open.Where(o => o.IsOpen))
        {
            await work.AskNowAsync(operation.PaymentId, operation.Id, ct);
        }

        if (open.Count > 0 || notice.Attempts >= Searches)
        {
            db.ChangeTracker.Clear();
            notice = await db.Notices.SingleAsync(n => n.Id == id, ct);
            notice.Close(open.Count > 0 ? NoticeStatus.Handled : NoticeStatus.Unmatched, clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
        }

        return notice;
    }
}
