using Npgsql;

namespace LeakyCauldron.TestKit.Invariants;

/// <summary>An event as a reader of its topic saw it.</summary>
/// <param name="MessageId"><c>ce_id</c>.</param>
/// <param name="Key">The aggregate's id.</param>
/// <param name="Version"><c>ce_version</c>.</param>
public sealed record Arrival(Guid MessageId, string Key, long Version);

/// <summary>An effect that a handler left behind.</summary>
/// <param name="Consumer">The handler.</param>
/// <param name="MessageId">The event it is of.</param>
public sealed record Effect(string Consumer, Guid MessageId);

/// <summary>
/// What must hold of events whatever fails: I5, I6 and I10 of the shop's invariants. Each answers the violations it finds, in words; none is good. It reads what is in
/// the database and what readers recorded, and knows nothing of how either came about.
/// </summary>
public static class EventInvariants
{
    /// <summary>How far each aggregate's events are committed: its event counter, found in every table of the schema that has one.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> CommittedAsync(string connectionString, string schema)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var tables = await ReadAsync(
            source,
            $"SELECT table_name FROM information_schema.columns WHERE table_schema = '{schema}' AND column_name = 'event_version'",
            r => r.GetString(0)
        );
        var committed = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            foreach (
                var (key, version) in await ReadAsync(
                    source,
                    $"SELECT id::text, event_version FROM {schema}.{table} WHERE event_version > 0",
                    r => (r.GetString(0), r.GetInt64(1))
                )
            )
            {
                committed[key] = version;
            }
        }

        return committed;
    }

    /// <summary>
    /// I5: every committed change has its events and no event lacks its change; each arrives at least once; per aggregate they first arrive as 1, 2, 3, …
    /// </summary>
    public static IReadOnlyList<string> Deliveries(IReadOnlyDictionary<string, long> committed, IEnumerable<Arrival> arrivals)
    {
        var violations = new List<string>();
        var byKey = arrivals.ToLookup(a => a.Key, StringComparer.Ordinal);
        foreach (var key in committed.Keys.Union(byKey.Select(k => k.Key), StringComparer.Ordinal))
        {
            var last = committed.GetValueOrDefault(key);
            var first = byKey[key].Select(a => a.Version).Distinct().ToArray();
            var missing = Enumerable.Range(1, (int)last).Select(v => (long)v).Except(first).ToArray();
            Note(missing.Length > 0, $"lost: {key} versions {string.Join(", ", missing)} of {last}");
            Note(
                Array.Exists(first, v => v > last || v < 1),
                $"ghost: {key} versions {string.Join(", ", first.Where(v => v > last || v < 1))}, committed {last}"
            );
            Note(
                !first.SequenceEqual(Enumerable.Range(1, first.Length).Select(v => (long)v)),
                $"order: {key} first arrived as {string.Join(", ", first)}"
            );
            foreach (var twins in byKey[key].GroupBy(a => a.Version).Where(g => g.Select(a => a.MessageId).Distinct().Skip(1).Any()))
            {
                violations.Add($"ambiguous: {key} version {twins.Key} came under several ids");
            }
        }

        return violations;

        void Note(bool violated, string text)
        {
            if (violated)
            {
                violations.Add(text);
            }
        }
    }

    /// <summary>I6: one effect per event and consumer, for each event that is expected to have one.</summary>
    public static IReadOnlyList<string> Effects(IReadOnlyCollection<Guid> events, IReadOnlyCollection<string> consumers, IEnumerable<Effect> effects)
    {
        var counts = effects.CountBy(e => e).ToDictionary();
        var expected = consumers.SelectMany(c => events.Select(e => new Effect(c, e))).ToHashSet();
        return
        [
            .. counts.Where(c => c.Value > 1).Select(c => $"doubled: {c.Key.Consumer} applied {c.Key.MessageId} {c.Value} times"),
            .. expected.Where(e => !counts.ContainsKey(e)).Select(e => $"missing: {e.Consumer} never applied {e.MessageId}"),
            .. counts.Keys.Where(e => !expected.Contains(e)).Select(e => $"unexpected: {e.Consumer} applied {e.MessageId}"),
        ];
    }

    /// <summary>
    /// I10, once faults have ended: no backlog but what is parked and what stands behind it, and (with the log in Postgres) no group behind the end of its topic.
    /// </summary>
    public static async Task<IReadOnlyList<string>> AtRestAsync(string connectionString, params string[] schemas)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var violations = new List<string>();
        foreach (var schema in schemas)
        {
            violations.AddRange(
                await ReadAsync(
                    source,
                    $"""
                    SELECT 'waiting: ' || m.key || ' version ' || m.version FROM {schema}.outbox_messages m
                    WHERE NOT EXISTS (SELECT FROM {schema}.outbox_messages p WHERE p.key = m.key AND p.version <= m.version AND p.parked_at IS NOT NULL)
                    """,
                    r => r.GetString(0)
                )
            );
        }

        if ((await ReadAsync(source, "SELECT to_regclass('host.consumer_offsets') IS NOT NULL", r => r.GetBoolean(0)))[0])
        {
            violations.AddRange(
                await ReadAsync(
                    source,
                    """
                    SELECT 'behind: ' || o.group_name || ' on ' || o.topic FROM host.consumer_offsets o
                    WHERE o.next <= (SELECT max(position) FROM host.event_log l WHERE l.topic = o.topic)
                    """,
                    r => r.GetString(0)
                )
            );
        }

        return violations;
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
