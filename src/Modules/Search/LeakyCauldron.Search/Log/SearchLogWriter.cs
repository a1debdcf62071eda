using LeakyCauldron.Search.Persistence;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LeakyCauldron.Search.Log;

/// <summary>Adds counted searches up, one statement a turn. A process that dies loses the last seconds of a statistic and nothing else.</summary>
internal sealed class SearchLogWriter(
    SearchLog searches,
    [FromKeyedServices(SearchDbContext.Schema)] NpgsqlDataSource database,
    TimeProvider time,
    ILogger<SearchLogWriter> log
) : BackgroundService
{
    private const int MostAtOnce = 2_000;

    /// <summary>Texts of one day; who floods the log with more of them is not counted.</summary>
    private const int MostTextsADay = 50_000;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Turn, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WriteAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                log.LogWarning(e, "Searches could not be counted.");
            }
        }
    }

    /// <summary>Writes what waits.</summary>
    internal async Task WriteAsync(CancellationToken ct)
    {
        var counted = new Dictionary<(DateOnly Day, string Text), (long Count, long Zero, long Total, long Slowest)>();
        for (var n = 0; n < MostAtOnce && searches.Queue.TryRead(out var search); n++)
        {
            var key = (search.Day, search.Text);
            var (count, zero, total, slowest) = counted.GetValueOrDefault(key);
            counted[key] = (count + 1, zero + (search.Found ? 0 : 1), total + search.TookMs, Math.Max(slowest, search.TookMs));
        }

        if (counted.Count == 0)
        {
            return;
        }

        await using var command = database.CreateCommand(
            """
            INSERT INTO search.searches AS s (day, text, count, zero, total_ms, slowest_ms)
            SELECT day, text, count, zero, total, slowest
              FROM unnest($1, $2, $3, $4, $5, $6) AS n (day, text, count, zero, total, slowest)
             WHERE (SELECT count(*) FROM search.searches o WHERE o.day = n.day) < $7
                OR EXISTS (SELECT FROM search.searches o WHERE o.day = n.day AND o.text = n.text)
             ORDER BY day, text
            ON CONFLICT (day, text) DO UPDATE
               SET count = s.count + excluded.count, zero = s.zero + excluded.zero, total_ms = s.total_ms + excluded.total_ms,
                   slowest_ms = greatest(s.slowest_ms, excluded.slowest_ms)
            """
        );
        object[] columns =
        [
            counted.Keys.Select(k => k.Day).ToArray(),
            counted.Keys.Select(k => k.Text).ToArray(),
            counted.Values.Select(v => v.Count).ToArray(),
            counted.Values.Select(v => v.Zero).ToArray(),
            counted.Values.Select(v => v.Total).ToArray(),
            counted.Values.Select(v => v.Slowest).ToArray(),
            MostTextsADay,
        ];
        Array.ForEach(columns, column => command.Parameters.Add(new() { Value = column }));
        await command.ExecuteNonQueryAsync(ct);
    }
}
