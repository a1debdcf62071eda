using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace LeakyCauldron.Payments.Features.HandleWebhooks;

/// <summary>Tries again what was received and not handled: its process died, or the database was away. What is old and done is forgotten.</summary>
[DisallowConcurrentExecution]
internal sealed partial class HandleWebhooksJob(
    PaymentsDbContext db,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    StartState start,
    ILogger<HandleWebhooksJob> logger
) : IJob
{
    private const int Batch = 50;

    /// <summary>Far longer than any provider tells the same again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (start.IsReady)
        {
            await HandleAsync(cancellationToken);
        }
    }

    public async Task<int> HandleAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db
            .Notices.AsNoTracking()
            .Where(n => n.Status == NoticeStatus.Pending && n.TryAfter <= now)
            .OrderBy(n => n.TryAfter)
            .Take(Batch)
            .Select(n => n.Id)
            .ToListAsync(ct);
        foreach (var id in due)
        {
            await HandleOneAsync(id, ct);
        }

        await db
            .Notices.Where(n => n.Status != NoticeStatus.Pending && n.ReceivedAt < now - Kept)
            .OrderBy(n => n.ReceivedAt)
            .Take(Batch)
            .ExecuteDeleteAsync(ct);
        return due.Count;
    }

    private async Task HandleOneAsync(Guid id, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<NoticeWork>().HandleAsync(id, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // One that fails must not keep the others waiting; its turn comes again, later each time.
            Failed(logger, e, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Notice {NoticeId} could not be handled")]
    private static partial void Failed(ILogger logger, Exception e, Guid noticeId);
}
