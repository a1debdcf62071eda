using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Features.Reconcile;

/// <summary>
/// Compares our books with every provider's and mends what is safe to mend: what we have not heard of is asked for, money that nobody here has a use for is given back.
/// Several runs at once do no harm: each request has a key that follows from what it mends.
/// </summary>
internal sealed partial class Reconciler(
    PaymentsDbContext db,
    Books books,
    PaymentWork work,
    PaymentProviders providers,
    TimeProvider clock,
    ILogger<Reconciler> logger
)
{
    /// <summary>More are not listed: books that differ so much need a person, not a longer list.</summary>
    private const int MostDifferences = 1000;

    /// <summary>What has moved since is on its way, not wrong.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public async Task<ReconciliationReport> RunAsync(CancellationToken ct)
    {
        var (found, silent, compared, before) = (new List<ReconciliationDifference>(), new List<string>(), 0L, clock.GetUtcNow() - Grace);
        foreach (var provider in providers.All)
        {
            try
            {
                if (await provider.ReadBookAsync("", 1, ct) is not null)
                {
                    compared += await CompareAsync(provider, before, found, ct);
                }
            }
            catch (ProviderSilentException e)
            {
                Silent(logger, e, provider.Method);
                silent.Add(provider.Method);
            }
        }

        foreach (var order in await books.PaidTwiceAsync(MostDifferences, ct))
        {
            found.Add(new(order, "", "", DifferenceKind.Duplicate, null, null, false));
        }

        if (found.Count > 0)
        {
            Differ(logger, found.Count, found.Count(d => d.Healed));
        }

        return new(clock.GetUtcNow(), compared, found, silent);
    }

    private async Task<long> CompareAsync(
        IPaymentProvider provider,
        DateTimeOffset before,
        List<ReconciliationDifference> found,
        CancellationToken ct
    )
    {
        var compared = 0L;
        await foreach (var (ours, theirs) in books.JoinAsync(provider, ct))
        {
            compared++;
            if (
                ours?.UpdatedAt > before
                || (ours is null && theirs?.CreatedAt > before)
                || BookComparison.Of(ours, theirs) is not { } kind
                || found.Count == MostDifferences
            )
            {
                continue;
            }

            var healed = await HealAsync(provider, ours, theirs, kind, ct);
            found.Add(new(ours?.OrderId, provider.Method, (ours?.Key ?? theirs?.Key)!, kind, BookSide.Of(ours), BookSide.Of(theirs), healed));
        }

        return compared;
    }

    private async Task<bool> HealAsync(IPaymentProvider provider, OwnLine? ours, BookLine? theirs, DifferenceKind kind, CancellationToken ct)
    {
        if (ours is not null && kind is DifferenceKind.Missing or DifferenceKind.State or DifferenceKind.Amount)
        {
            if (await IsMendedByAskingAsync(provider, ours!, ct))
            {
                return true;
            }
        }

        return theirs is not null
            && (ours is null || (kind == DifferenceKind.State && ours is { IsOver: true, Booked: 0 }))
            && await IsGivenBackAsync(provider, theirs, ct);
    }

    /// <summary>A notice was lost, or a process: what is open is asked for.</summary>
    private async Task<bool> IsMendedByAskingAsync(IPaymentProvider provider, OwnLine ours, CancellationToken ct)
    {
        var open = await db
            .Operations.AsNoTracking()
            .Where(o => o.PaymentId == ours.Id && o.Status == OperationStatus.Open)
            .OrderBy(o => o.CreatedAt)
            .Select(o => o.Id)
            .ToListAsync(ct);
        foreach (var operation in open)
        {
            await work.AskNowAsync(ours.Id, operation, ct);
        }

        db.ChangeTracker.Clear();
        return open.Count > 0 && BookComparison.Of(await books.FindAsync(ours.Id, ct), await LineAsync(provider, ours.Key, ct)) is null;
    }

    /// <summary>No order of ours wants this money.</summary>
    private static async Task<bool> IsGivenBackAsync(IPaymentProvider provider, BookLine theirs, CancellationToken ct)
    {
        var reply =
            theirs.Net > 0
                ? await provider.RefundAsync($"rec_{theirs.Key}_{theirs.Refunded}", theirs.Key, new(theirs.Net, theirs.Currency), ct)
                : await provider.VoidAsync($"rec_{theirs.Key}", theirs.Key, new(theirs.Amount, theirs.Currency), ct);
        return reply.State is ProviderState.Refunded or ProviderState.Voided;
    }

    private static async Task<BookLine?> LineAsync(IPaymentProvider provider, string key, CancellationToken ct)
    {
        // The key before this one, for all that matters: keys are of one length.
        var page = await provider.ReadBookAsync(key[..^1], 50, ct) ?? [];
        return page.FirstOrDefault(l => l.Key == key);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Our books and the providers' differ in {Count} charges; {Healed} are mended")]
    private static partial void Differ(ILogger logger, int count, int healed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The book of {Method} cannot be read")]
    private static partial void Silent(ILogger logger, Exception e, string method);
}
