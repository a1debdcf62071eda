namespace LeakyCauldron.Host.Startup;

/// <summary>Stops the host when its standard input ends: whoever started it holds the other end, and must not be outlived.</summary>
internal sealed class StopWithInput(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (await input.ReadAsync(buffer, stoppingToken) > 0)
        {
            // What is said does not matter, only that somebody is still there.
            stoppingToken.ThrowIfCancellationRequested();
        }

        lifetime.StopApplication();
    }
}

/// <summary>In place of the console's, which stops at every SIGINT.</summary>
internal sealed class LedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
