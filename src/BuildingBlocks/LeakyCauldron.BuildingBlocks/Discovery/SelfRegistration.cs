using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>
/// Registers this process once for each module it serves, and renews while it lives. Before it stops it says so and goes on serving until the others have heard it, so that
/// none of their requests meets a closed door.
/// </summary>
internal sealed partial class SelfRegistration(
    IRegistrar registrar,
    OwnInstances own,
    ProcessIdentity identity,
    IServiceDirectory directory,
    StartState start,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<SelfRegistration> logger
) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(5);

    /// <summary>Twice what a change takes to be seen by all.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _one = new(1);
    private bool _registered;
    private bool _draining;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        if (_registered && await TryRenewAsync(cancellationToken) && HasOthers())
        {
            await Task.WhenAny(Task.Delay(Drain, time, cancellationToken));
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!_registered)
        {
            return;
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Attempt);
            await registrar.RemoveAsync(own.As(ServiceStatus.OutOfService), limit.Token);
        }
        catch (Exception e)
        {
            // The lease ends by itself.
            RemovalFailed(logger, e.Message);
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(() => listening.TrySetResult());
        await listening.Task.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var ready = start.IsReady;
            var pause = Task.Delay(await TryRenewAsync(stoppingToken) ? Renewal : RetryAfterFailure, time, stoppingToken);
            await (ready ? pause : Task.WhenAny(pause, start.Ready));
        }
    }

    private ServiceStatus Status() =>
        _draining ? ServiceStatus.OutOfService
        : start.IsReady ? ServiceStatus.Up
        : ServiceStatus.Starting;

    private bool HasOthers()
    {
        var process = identity.Id.ToString();
        return directory.Current.Instances.Any(i =>
            i.Metadata.TryGetValue(ServiceMetadata.Process, out var other) && other != process && i.Status == ServiceStatus.Up
        );
    }

    /// <summary>One at a time: an older status must not arrive after a newer one.</summary>
    private async Task<bool> TryRenewAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Attempt);
            await registrar.RenewAsync(own.As(Status()), limit.Token);
            return _registered = true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            RenewalFailed(logger, e.Message);
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registration of this process could not be removed: {Reason}")]
    private static partial void RemovalFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process could not be registered: {Reason}")]
    private static partial void RenewalFailed(ILogger logger, string reason);
}
