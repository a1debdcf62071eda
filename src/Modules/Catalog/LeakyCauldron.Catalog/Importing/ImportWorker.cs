using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>Wakes the import worker of this process.</summary>
internal sealed class ImportSignal : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0);

    public void Set() => _semaphore.Release();

    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _semaphore.WaitAsync(atMost, ct);

    public void Dispose() => _semaphore.Dispose();
}

/// <summary>Runs imports one after the other: those received here, and those whose process has died.</summary>
internal sealed partial class ImportWorker(IServiceScopeFactory scopes, ImportSignal signal, StartState start, ILogger<ImportWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunNextAsync(stoppingToken)) { }

                await signal.WaitAsync(Poll, stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or DbUpdateException or IOException or ImportLeaseLostException)
            {
                Interrupted(logger, e);
                await signal.WaitAsync(Poll, stoppingToken);
            }
        }
    }

    private async Task<bool> RunNextAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ImportJob>().RunNextAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An import was interrupted; it goes on where it stopped")]
    private static partial void Interrupted(ILogger logger, Exception e);
}
