using Quartz;

namespace LeakyCauldron.Cart.Jobs;

/// <summary>
/// Deletes carts nobody has touched for their lifetime, in small batches; hosts that run it at once take different rows. A cart that is just being ordered stays.
/// </summary>
internal sealed partial class DeleteExpiredCarts(CartDbContext db, TimeProvider clock, ILogger<DeleteExpiredCarts> logger) : IJob
{
    private const int Batch = 500;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var deleted = 0;
        for (var more = Batch; more == Batch; deleted += more)
        {
            more = await DeleteBatchAsync(cancellationToken);
        }

        if (deleted > 0)
        {
            Deleted(logger, deleted);
        }
    }

    /// <summary>The age is only there for its index: no cart lives shorter than a guest's.</summary>
    private Task<int> DeleteBatchAsync(CancellationToken ct)
    {
        var now = clock.Now();
        return db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM cart.carts WHERE id IN (
                SELECT id FROM cart.carts
                WHERE created_at <= {now - ShoppingCart.GuestLifetime} AND expires_at <= {now} AND status <> 'checking_out'
                LIMIT {Batch} FOR UPDATE SKIP LOCKED)
            """,
            ct
        );
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} expired carts")]
    private static partial void Deleted(ILogger logger, int count);
}
