using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Features;
using LeakyCauldron.Orders.Persistence;
using Quartz;

namespace LeakyCauldron.Orders.Checkouts;

/// <summary>Goes on with what a process left behind, what the bank has answered since, what nobody paid, and what Payments has not done yet.</summary>
[DisallowConcurrentExecution]
internal sealed partial class OpenWorkJob(
    OrdersDbContext db,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    StartState start,
    ILogger<OpenWorkJob> logger
) : IJob
{
    private const int Batch = 50;
    private const int SideBySide = 4;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (start.IsReady)
        {
            await RunDueAsync(cancellationToken);
        }
    }

    /// <summary>Several hosts may do so at once: each piece of work is claimed by one.</summary>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var checkouts = await db
            .Checkouts.Where(c => c.SettledAt == null && c.RunAfter <= now)
            .OrderBy(c => c.RunAfter)
            .Take(Batch)
            .Select(c => c.OrderId)
            .ToListAsync(ct);
        var instructed = await db
            .Instructions.Where(i => i.Status == InstructionStatus.Open && i.RunAfter <= now)
            .OrderBy(i => i.RunAfter)
            .Take(Batch)
            .Select(i => i.OrderId)
            .ToListAsync(ct);
        IReadOnlyList<ICommand<bool>> work =
        [
            .. checkouts.Select(id => new ResumeCheckout(id)),
            .. instructed.Distinct().Select(id => new RunInstructions(id)),
        ];
        await Parallel.ForEachAsync(
            work,
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = ct },
            async (command, token) => await RunOneAsync(command, token)
        );
        return work.Count;
    }

    private async Task RunOneAsync(ICommand<bool> command, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // One order that cannot go on must not keep the others waiting; its lease runs out and its turn comes again.
            Failed(logger, e, command.ToString());
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Command} failed")]
    private static partial void Failed(ILogger logger, Exception e, string? command);
}
