using LeakyCauldron.BuildingBlocks.Persistence;
using Quartz;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>
/// Forgets what was handled longer ago than anything can be delivered again. In small steps, so that it holds nothing up; by several hosts at once it is only done
/// sooner.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class InboxCleanUpJob(IEnumerable<ModuleDatabase> databases) : IJob
{
    /// <summary>More than four times what the log keeps.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    private const int AtOnce = 5000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var database in databases)
        {
            while (await TrimAsync(database, cancellationToken) == AtOnce)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task<int> TrimAsync(ModuleDatabase database, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand(
            $"""
            DELETE FROM {database.Module}.inbox_messages WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM {database.Module}.inbox_messages WHERE handled_at < now() - $1 LIMIT {AtOnce}))
            """
        );
        command.Parameters.Add(new() { Value = Keep });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
