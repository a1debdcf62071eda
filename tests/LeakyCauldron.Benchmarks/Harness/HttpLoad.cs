using System.Diagnostics;
using System.Text;

namespace LeakyCauldron.Benchmarks.Harness;

/// <summary>Clients that each send one request after another, a thread and a connection each.</summary>
internal sealed class HttpLoad(Uri server, int process, int clients)
{
    /// <summary>Requests of a client by their number, the same for as long as wanted.</summary>
    public Task<Sample> RunAsync(TimeSpan duration, Func<int, int, byte[]> request) =>
        RunAsync(
            duration,
            client =>
            {
                var sent = 0;
                return http => http.Send(request(client, sent++));
            }
        );

    /// <summary>
    /// Each client makes its operation once and then repeats it; the answer is the status of what matters, and one that is not a success fails the benchmark.
    /// </summary>
    public async Task<Sample> RunAsync(TimeSpan duration, Func<int, Func<RawClient, int>> operation)
    {
        var latencies = new List<double>[clients];
        var meter = new CpuMeter(process);
        var started = Stopwatch.GetTimestamp();
        var threads = Enumerable
            .Range(0, clients)
            .Select(client =>
                Task.Factory.StartNew(
                    () => latencies[client] = Repeat(duration, operation(client)),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
            )
            .ToArray();
        await Task.WhenAll(threads);
        var took = Stopwatch.GetElapsedTime(started);
        var all = latencies.SelectMany(l => l).ToList();
        return meter.Over(Stats.Of(all, took), all.Count);
    }

    private List<double> Repeat(TimeSpan duration, Func<RawClient, int> operation)
    {
        using var http = new RawClient(server);
        var latencies = new List<double>();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var asked = Stopwatch.GetTimestamp();
            var status = operation(http);
            latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            if (status is < 200 or > 299)
            {
                throw new InvalidOperationException($"Answered with {status}: {Encoding.UTF8.GetString(http.Body)}");
            }
        }

        return latencies;
    }
}
