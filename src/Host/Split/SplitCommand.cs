using System.Globalization;
using LeakyCauldron.Host.Startup;

namespace LeakyCauldron.Host.Split;

/// <summary>
/// <c>split [modules…]</c>: the same shop at the same address, with those modules in processes of their own. This process starts what they share, keeps them running and
/// stops them.
/// </summary>
internal static class SplitCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunSplitAsync(this WebApplicationBuilder builder, string[] args, CancellationToken stop)
    {
        var configuration = builder.Configuration;
        var plan = SplitPlan.Of(args[1..], configuration.GetValue<int>("PORT"), [.. HostModules.All.Select(m => m.Name)]);
        await using var databases = await SplitDatabases.OpenAsync(configuration, stop);
        using var broker = string.IsNullOrWhiteSpace(configuration["Kafka:BootstrapServers"]) ? new MockBroker() : null;
        var members = new List<SplitProcess>();
        try
        {
            foreach (var member in plan.All)
            {
                var settings = plan.SettingsOf(member);
                Add(settings, await databases.SettingsOfAsync(member, stop));
                Add(settings, broker?.Settings);
                settings["DATA_DIR"] = configuration["DATA_DIR"];
                settings["SAMPLE_DATA"] = configuration["SAMPLE_DATA"];
                settings["SAMPLE_PASSWORD"] = configuration["SAMPLE_PASSWORD"];
                members.Add(new SplitProcess(member, settings));
            }

            members.ForEach(m => m.Start());
            await Console.Out.WriteLineAsync($"Starting {members.Count} processes …");
            if (await ReadyAsync(members, stop) is { } failed)
            {
                await Console.Error.WriteLineAsync($"leaky-cauldron: {failed.Member.Name} could not start; its own words are above.");
                return 1;
            }

            await PrintAsync(configuration, members, databases, broker);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        finally
        {
            await Task.WhenAll(members.Where(m => m.Member != plan.Finder).Select(m => m.StopAsync()));
            await Task.WhenAll(members.Where(m => m.Member == plan.Finder).Select(m => m.StopAsync()));
            members.ForEach(m => m.Dispose());
        }
    }

    private static void Add(Dictionary<string, string?> settings, IReadOnlyDictionary<string, string?>? more)
    {
        foreach (var (name, value) in more ?? new Dictionary<string, string?>())
        {
            settings[name] = value;
        }
    }

    /// <summary>Null once all are ready, or the one that never will be.</summary>
    private static async Task<SplitProcess?> ReadyAsync(List<SplitProcess> members, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        while (members.Find(m => !m.WasReady) is { } waited)
        {
            if (members.Find(m => m.FailedStart.Task.IsCompleted) is { } failed)
            {
                return failed;
            }

            waited.WasReady = await AnswersAsync(http, waited.Member.Port, stop);
            await Task.Delay(waited.WasReady ? TimeSpan.Zero : Look, stop);
        }

        return null;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, int port, CancellationToken stop)
    {
        try
        {
            var ready = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/ready"));
            using var answer = await http.GetAsync(ready, stop);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task PrintAsync(IConfiguration configuration, List<SplitProcess> members, SplitDatabases databases, MockBroker? broker)
    {
        var rows = members.Select(m =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"    {m.Member.Name, -15}{m.Pid, 8}  http://127.0.0.1:{m.Member.Port, -7}{(m.Member.Name == SplitPlan.HostName ? string.Join(", ", m.Member.Modules) : "")}"
            )
        );
        await Console.Out.WriteLineAsync(
            $"""

              One shop in {members.Count} processes:

                process             pid  address
            {string.Join('\n', rows.Select(r => r.TrimEnd()))}

              Database      {(databases.IsPrivate ? "a private Postgres" : "the Postgres of ConnectionStrings__Postgres")}{(
                databases.Each ? ", a database a module" : ", a schema a module"
            )}
              Broker        {broker?.BootstrapServers ?? configuration["Kafka:BootstrapServers"]}{(
                broker is null ? "" : "   (librdkafka's mock, in memory: set Kafka__BootstrapServers to keep events)"
            )}
            """
        );
        await Banner.PrintAsync(configuration, broker?.BootstrapServers);
    }
}
