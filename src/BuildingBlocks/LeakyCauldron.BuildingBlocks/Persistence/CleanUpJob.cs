using LeakyCauldron.BuildingBlocks.Messaging.Embedded;
using LeakyCauldron.BuildingBlocks.Messaging.Kafka;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace LeakyCauldron.BuildingBlocks.Persistence;

/// <summary>
/// Keeps every module's technical tables small: inbox rows that nothing can deliver again, Idempotency-Keys that are forgotten, relays that are long dead. In small
/// steps, each a transaction of its own, so that it holds nothing up; by several hosts at once it is only done sooner.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class CleanUpJob(IEnumerable<ModuleDatabase> databases, ILogger<CleanUpJob> logger) : IJob
{
    /// <summary>More than four times what <see cref="EventLogCleanUpJob.Keep"/> and <see cref="KafkaTopics.Retention"/> let a replay go back.</summary>
    public static readonly TimeSpan KeepInbox = TimeSpan.FromDays(30);

    /// <summary>A key is good for 24 hours; a call that began at its end may still be running.</summary>
    public static readonly TimeSpan KeepIdempotencyKeys = TimeSpan.FromHours(25);

    private static readonly TimeSpan KeepRelays = TimeSpan.FromHours(1);

    private const int AtOnce = 5000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    /// <summary>One module's trouble is not the others'.</summary>
    internal async Task RunAsync(CancellationToken ct, int atOnce = AtOnce)
    {
        foreach (var database in databases)
        {
            try
            {
                await TrimAsync(database, "inbox_messages", "handled_at", KeepInbox, atOnce, ct);
                await TrimAsync(database, "idempotency_keys", "created_at", KeepIdempotencyKeys, atOnce, ct);
                await TrimAsync(database, "outbox_relays", "expires_at", KeepRelays, atOnce, ct);
            }
            catch (NpgsqlException e)
            {
                NotTrimmed(logger, e, database.Module);
            }
        }
    }

    private static async Task TrimAsync(ModuleDatabase database, string table, string column, TimeSpan keep, int atOnce, CancellationToken ct)
    {
        int gone;
        do
        {
            await using var command = database.DataSource.CreateCommand(
                $"""
                DELETE FROM {database.Module}.{table} WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM {database.Module}.{table} WHERE {column} < now() - $1 LIMIT {atOnce}))
                """
            );
            command.Parameters.Add(new() { Value = keep });
            gone = await command.ExecuteNonQueryAsync(ct);
        } while (gone == atOnce);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows of {Module} were not removed, tried again at the next turn")]
    private static partial void NotTrimmed(ILogger logger, Exception exception, string module);
}
