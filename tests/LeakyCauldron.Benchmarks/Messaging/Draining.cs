using System.Diagnostics;
using Confluent.Kafka;
using Npgsql;

namespace LeakyCauldron.Benchmarks.Messaging;

/// <summary>Empties an outbox: by our relay, and by the least that could be called one (floor F4).</summary>
internal static class Draining
{
    private const int AtOnce = 1000;

    /// <summary>Seconds until the last row is gone, which is after the broker's report and our own commit.</summary>
    public static async Task<double> OursAsync(ParcelShop shop)
    {
        using var stop = new CancellationTokenSource();
        using var relay = shop.Relay();
        var started = Stopwatch.GetTimestamp();
        var running = relay.RunAsync(stop.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (await shop.UnsentAsync() > 0)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await stop.CancelAsync();
        await running;
        return took;
    }

    /// <summary>Produce and mark in a loop: one reader, no leases, no failures, no order beyond that of the rows.</summary>
    public static async Task<double> FloorAsync(NpgsqlDataSource database, string kafka)
    {
        using var producer = new ProducerBuilder<string, string>(
            new ProducerConfig
            {
                BootstrapServers = kafka,
                Acks = Acks.All,
                EnableIdempotence = true,
                LingerMs = 2,
                CompressionType = CompressionType.Lz4,
            }
        ).Build();
        var started = Stopwatch.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync();
        while (true)
        {
            var rows = await ReadAsync(connection);
            if (rows.Count == 0)
            {
                return Stopwatch.GetElapsedTime(started).TotalSeconds;
            }

            foreach (var row in rows)
            {
                producer.Produce("parcels.events", new Message<string, string> { Key = row.Key, Value = row.Payload });
            }

            producer.Flush();
            await using var delete = new NpgsqlCommand("DELETE FROM parcels.floor_outbox WHERE sequence = ANY($1)", connection)
            {
                Parameters = { new() { Value = rows.Select(r => r.Sequence).ToArray() } },
            };
            await delete.ExecuteNonQueryAsync();
        }
    }

    private static async Task<List<(long Sequence, string Key, string Payload)>> ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT sequence, key, payload FROM parcels.floor_outbox ORDER BY sequence LIMIT {AtOnce}",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(long, string, string)>(AtOnce);
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetInt64(0), reader.GetString(1), reader.GetString(2)));
        }

        return rows;
    }
}
