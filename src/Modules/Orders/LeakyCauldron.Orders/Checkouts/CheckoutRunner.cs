using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Checkouts;

/// <summary>Lets one process at a time run a checkout, and takes over from one that died.</summary>
internal sealed class CheckoutRunner(OrdersDbContext db, CheckoutProcess process, TimeProvider clock)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Runs it to its end or until it has to wait for the bank. The last change is left for the caller to save.</summary>
    /// <param name="mine">True if this flow of control has just written it down and so holds its lease.</param>
    /// <returns>The checkout as it stands; null if another process has held it all the time.</returns>
    public async Task<Checkout?> RunAsync(Guid orderId, bool mine, CancellationToken ct)
    {
        var givesUpAt = clock.GetUtcNow() + Patience;
        using var timer = new PeriodicTimer(Poll);
        while (true)
        {
            try
            {
                var checkout = await db.Checkouts.FindAsync([orderId], ct) ?? throw new InvalidOperationException($"There is no checkout {orderId}.");
                if (checkout.IsSettled || (!mine && await IsWaitingAsync(checkout, ct)))
                {
                    return checkout;
                }

                if (mine || checkout.RunAfter <= clock.GetUtcNow())
                {
                    return await ClaimAndAdvanceAsync(checkout, mine, ct);
                }
            }
            catch (DbUpdateException e) when (Retryable.IsLostRace(e))
            {
                // Another process was first; what it has done is looked at afresh.
                mine = false;
            }

            db.ChangeTracker.Clear();
            if (clock.GetUtcNow() > givesUpAt || !await timer.WaitForNextTickAsync(ct))
            {
                return null;
            }
        }
    }

    private async Task<Checkout> ClaimAndAdvanceAsync(Checkout checkout, bool mine, CancellationToken ct)
    {
        if (!mine)
        {
            checkout.KeepLease(clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
        }

        await process.AdvanceAsync(checkout, ct);
        return checkout;
    }

    /// <summary>The answer to the shopper is known already, and it is not yet time to look again.</summary>
    private async Task<bool> IsWaitingAsync(Checkout checkout, CancellationToken ct) =>
        checkout.RunAfter > clock.GetUtcNow()
        && (
            checkout.Step == CheckoutStep.Releasing
            || (checkout.Step == CheckoutStep.Paying && await db.Orders.AnyAsync(o => o.Id == checkout.OrderId && o.Listed, ct))
        );
}
