using LeakyCauldron.BuildingBlocks.Persistence;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>How one module's outgoing and incoming events stand.</summary>
/// <param name="Module">The module.</param>
/// <param name="Backlog">Events committed and not yet acknowledged by the broker, parked ones included.</param>
/// <param name="Lag">Age of the oldest that is not parked; zero if there is none.</param>
/// <param name="OldestUnsent">When the change behind that one was made.</param>
/// <param name="Waiting">Events the broker refused at least once and that are sent again by themselves.</param>
/// <param name="Parked">Events the broker refused too often; their keys wait for an operator.</param>
/// <param name="ParkedKeys">Aggregates whose events wait behind a parked one.</param>
/// <param name="DeadLetters">Events a handler of this module gave up on.</param>
/// <param name="Outage">Why this process cannot send, or cannot look, at present, if so.</param>
public sealed record MessagingStatus(
    string Module,
    long Backlog,
    TimeSpan Lag,
    DateTimeOffset? OldestUnsent,
    long Waiting,
    long Parked,
    long ParkedKeys,
    long DeadLetters,
    string? Outage
)
{
    /// <summary>What the module has yet to handle, per topic; empty if the broker could not be asked.</summary>
    public IReadOnlyList<ConsumerBacklog> Consumers { get; init; } = [];

    internal static async Task<MessagingStatus> ReadAsync(ModuleDatabase database, CancellationToken ct)
    {
        var schema = database.Module;
        try
        {
            await using var command = database.DataSource.CreateCommand(
                $"""
                SELECT count(*), coalesce(extract(epoch FROM now() - min(occurred_at) FILTER (WHERE parked_at IS NULL)), 0)::double precision,
                       min(occurred_at) FILTER (WHERE parked_at IS NULL), count(*) FILTER (WHERE parked_at IS NULL AND attempts > 0),
                       count(*) FILTER (WHERE parked_at IS NOT NULL), count(DISTINCT key) FILTER (WHERE parked_at IS NOT NULL),
                       (SELECT count(*) FROM {schema}.dead_letters)
                FROM {schema}.outbox_messages
                """
            );
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            return new(
                schema,
                reader.GetInt64(0),
                TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(1))),
                reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetInt64(3),
                reader.GetInt64(4),
                reader.GetInt64(5),
                reader.GetInt64(6),
                null
            );
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return Unknown(schema, "its tables are not there: it has never been started on this database");
        }
        catch (NpgsqlException e)
        {
            return Unknown(schema, $"its database does not answer: {e.Message}");
        }
    }

    private static MessagingStatus Unknown(string schema, string why) => new(schema, 0, TimeSpan.Zero, null, 0, 0, 0, 0, why);
}
