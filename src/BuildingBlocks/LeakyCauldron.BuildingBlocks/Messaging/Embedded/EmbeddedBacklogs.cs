using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging.Embedded;

/// <summary>The groups' offsets against the log's ends, in one query.</summary>
internal sealed class EmbeddedBacklogs(BrokerDatabase database) : IConsumerBacklogs
{
    private const string Sql = """
        SELECT c.group_name, c.topic, greatest(0, coalesce(l.last + 1, 0) - greatest(coalesce(o.next, 0), coalesce(l.first, 0)))
        FROM unnest($1::text[], $2::text[]) AS c (group_name, topic)
        LEFT JOIN host.consumer_offsets o ON o.group_name = c.group_name AND o.topic = c.topic
        CROSS JOIN LATERAL (SELECT min(position) AS first, max(position) AS last FROM host.event_log WHERE topic = c.topic) l
        """;

    public async Task<IReadOnlyList<ConsumerBacklog>> ReadAsync(IReadOnlyList<(string Group, string Topic)> consumers, CancellationToken ct)
    {
        try
        {
            await using var command = database.DataSource.CreateCommand(Sql);
            command.Parameters.Add(new() { Value = consumers.Select(c => c.Group).ToArray() });
            command.Parameters.Add(new() { Value = consumers.Select(c => c.Topic).ToArray() });
            await using var reader = await command.ExecuteReaderAsync(ct);
            var lags = new List<ConsumerBacklog>(consumers.Count);
            while (await reader.ReadAsync(ct))
            {
                lags.Add(new(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
            }

            return lags;
        }
        catch (NpgsqlException e)
        {
            throw new BrokerAwayException(e.Message, e);
        }
    }
}
