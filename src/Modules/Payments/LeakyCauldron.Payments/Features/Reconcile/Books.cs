using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Features.Reconcile;

/// <summary>Reads both books side by side, a page at a time, in the order of the keys.</summary>
internal sealed class Books(PaymentsDbContext db)
{
    private const int PageSize = 500;

    /// <summary>The full outer join of our book and a provider's.</summary>
    public async IAsyncEnumerable<(OwnLine? Ours, BookLine? Theirs)> JoinAsync(
        IPaymentProvider provider,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var ours = OwnAsync(provider.Method, ct).GetAsyncEnumerator(ct);
        await using var theirs = TheirsAsync(provider, ct).GetAsyncEnumerator(ct);
        var (hasOurs, hasTheirs) = (await ours.MoveNextAsync(), await theirs.MoveNextAsync());
        while (hasOurs || hasTheirs)
        {
            var order =
                !hasTheirs ? -1
                : !hasOurs ? 1
                : string.CompareOrdinal(ours.Current.Key, theirs.Current.Key);
            yield return (order <= 0 ? ours.Current : null, order >= 0 ? theirs.Current : null);
            hasOurs = order <= 0 ? await ours.MoveNextAsync() : hasOurs;
            hasTheirs = order >= 0 ? await theirs.MoveNextAsync() : hasTheirs;
        }
    }

    /// <summary>One payment, as it is now.</summary>
    public Task<OwnLine?> FindAsync(Guid id, CancellationToken ct) => Lines(db.Payments.Where(p => p.Id == id)).SingleOrDefaultAsync(ct);

    /// <summary>Orders of which two payments hold money.</summary>
    public Task<List<Guid>> PaidTwiceAsync(int limit, CancellationToken ct) =>
        db
            .Payments.Where(p => p.Captured > p.Refunded)
            .GroupBy(p => p.OrderId)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)
            .Take(limit)
            .ToListAsync(ct);

    private async IAsyncEnumerable<OwnLine> OwnAsync(string method, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        // What costs nothing never gets to a provider.
        var all = db.Payments.Where(p => p.Method == method && p.Amount > 0);
        for (var last = Guid.Empty; ; )
        {
            var after = last;
            var page = await Lines(all.Where(p => p.Id.CompareTo(after) > 0).OrderBy(p => p.Id).Take(PageSize)).ToListAsync(ct);
            foreach (var line in page)
            {
                yield return line;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            last = page[^1].Id;
        }
    }

    private static async IAsyncEnumerable<BookLine> TheirsAsync(
        IPaymentProvider provider,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        for (var last = ""; ; )
        {
            var page = await provider.ReadBookAsync(last, PageSize, ct) ?? [];
            foreach (var line in page)
            {
                yield return line;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            last = page[^1].Key;
        }
    }

    private IQueryable<OwnLine> Lines(IQueryable<Payment> payments) =>
        payments
            .AsNoTracking()
            .OrderBy(p => p.Id)
            .Select(p => new OwnLine(
                p.Id,
                p.OrderId,
                p.Status,
                p.Amount,
                p.Currency,
                p.Captured,
                p.Refunded,
                db.Ledger.Where(e => e.PaymentId == p.Id && e.Account == "provider:" + p.Method).Sum(e => e.Debit - e.Credit),
                p.UpdatedAt
            ));
}
