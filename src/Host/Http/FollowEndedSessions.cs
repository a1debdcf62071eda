using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Identity.Contracts;

namespace LeakyCauldron.Host.Http;

/// <summary>
/// Keeps the list of ended sessions as Identity has it, wherever Identity is. While it does not answer the last list holds, and tokens run out by themselves.
/// </summary>
internal sealed partial class FollowEndedSessions(
    IServiceScopeFactory scopes,
    EndedSessions ended,
    StartState state,
    TimeProvider time,
    ILogger<FollowEndedSessions> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var lost = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!state.IsReady)
            {
                continue;
            }

            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var list = await scope.ServiceProvider.GetRequiredService<IModuleClient>().Send(new ListEndedSessions(), stoppingToken);
                if (!list.IsError)
                {
                    ended.Replace(list.Value);
                }

                lost = list.IsError;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Told once, not every two seconds.
                if (!lost)
                {
                    NotFollowed(logger, e);
                }

                lost = true;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of ended sessions could not be read, tried again")]
    private static partial void NotFollowed(ILogger logger, Exception exception);
}
