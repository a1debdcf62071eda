using System.Net.Sockets;
using LeakyCauldron.BuildingBlocks.Modules;
using Npgsql;

namespace LeakyCauldron.Host.Routing.Overrides;

/// <summary>In force before the shop opens.</summary>
internal sealed class LoadOverrides(RouteOverrides overrides) : IStartupTask
{
    public Task RunAsync(CancellationToken ct) => overrides.PrepareAsync(ct);
}

/// <summary>What an operator said at another host is in force here within a second.</summary>
internal sealed partial class FollowOverrides(RouteOverrides overrides, StartState state, TimeProvider time, ILogger<FollowOverrides> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(400);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!overrides.IsStored)
        {
            return;
        }

        await state.Ready.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Every, time);
        var told = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await overrides.RefreshAsync(stoppingToken);
                told = false;
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
            {
                // What was last read stays in force.
                if (!told)
                {
                    Unread(logger, e.Message);
                    told = true;
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Route overrides cannot be read, the last ones stay in force: {Reason}")]
    private static partial void Unread(ILogger logger, string reason);
}
