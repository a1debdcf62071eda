using System.Diagnostics;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Startup;

/// <summary>Does what must be done before the shop is open, while the host already answers <c>/health/live</c>.</summary>
internal sealed partial class StartWorker(
    IServiceScopeFactory scopes,
    StartState state,
    SampleDataLedger ledger,
    ModuleModel model,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    ILogger<StartWorker> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A port that is taken ends the start before any of this begins.
        var listening = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(listening.SetResult);
        await listening.Task.WaitAsync(stoppingToken);
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            Failed(logger, e, state.Step);
            await Console.Error.WriteLineAsync($"leaky-cauldron: the start failed at \"{state.Step}\": {e.Message}");
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        Type[] tasks;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var all = configuration["SAMPLE_DATA"] == "small" ? scope.ServiceProvider.GetServices<ISampleData>().ToArray() : [];
            foreach (var module in model.Enabled)
            {
                await LoadSampleDataAsync(all.Where(d => d.GetType().Assembly == module.Assembly), ct);
                state.MarkAnswering(module.Name);
            }

            tasks = [.. scope.ServiceProvider.GetServices<IStartupTask>().Select(t => t.GetType())];
        }

        // Of different modules, they do not know of each other: each in a scope of its own, side by side.
        state.Step = string.Join(", ", tasks.Select(t => t.Name));
        await Task.WhenAll(tasks.Select(t => Task.Run(() => RunTaskAsync(t, ct), ct)));
        state.MarkReady();
        await Banner.PrintAsync(configuration);
    }

    private async Task RunTaskAsync(Type type, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var started = Stopwatch.GetTimestamp();
        await ((IStartupTask)scope.ServiceProvider.GetRequiredService(type)).RunAsync(ct);
        Done(logger, type.Name, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task LoadSampleDataAsync(IEnumerable<ISampleData> all, CancellationToken ct)
    {
        foreach (var data in all)
        {
            state.Step = data.GetType().Name;
            await using var turn = await ledger.TakeTurnAsync(state.Step, ct);
            if (turn.IsLoaded)
            {
                continue;
            }

            var started = Stopwatch.GetTimestamp();
            await data.LoadAsync(ct);
            await turn.MarkLoadedAsync(ct);
            Done(logger, state.Step, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Start: {Step} done in {Milliseconds} ms")]
    private static partial void Done(ILogger logger, string step, double milliseconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Start failed at {Step}")]
    private static partial void Failed(ILogger logger, Exception e, string step);
}
