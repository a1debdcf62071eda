using LeakyCauldron.Registry.Domain;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Registry.Leases;

/// <summary>Registers this process once for each module it serves, and renews while it lives.</summary>
internal sealed partial class SelfRegistration(
    InstanceTable instances,
    ModuleModel model,
    StartState start,
    IServer server,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<SelfRegistration> logger
) : BackgroundService
{
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<string> _modules = [.. model.Enabled.Select(m => m.Name)];
    private ProcessAddress? _address;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            if (_address is not null)
            {
                await instances.RemoveAsync(_modules, _address, cancellationToken);
            }
        }
        catch (Exception e)
        {
            // The lease ends by itself.
            RemovalFailed(logger, e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(() => listening.TrySetResult());
        await listening.Task.WaitAsync(stoppingToken);
        var address = AddressOf(server);
        while (!stoppingToken.IsCancellationRequested)
        {
            var ready = start.IsReady;
            var renewed = await TryRenewAsync(address, ready ? InstanceStatus.Up : InstanceStatus.Starting, stoppingToken);
            var pause = Task.Delay(renewed ? Lease.Renewal : RetryAfterFailure, time, stoppingToken);
            await (ready ? pause : Task.WhenAny(pause, start.Ready));
        }
    }

    private async Task<bool> TryRenewAsync(ProcessAddress address, InstanceStatus status, CancellationToken ct)
    {
        try
        {
            _address = address;
            await instances.RenewAsync(_modules, address, status, ct);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            RenewalFailed(logger, e);
            return false;
        }
    }

    /// <summary>As bound; a process that listens on every address is named by its machine.</summary>
    private static ProcessAddress AddressOf(IServer server)
    {
        var bound =
            server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The server has no address.");
        var uri = BindingAddress.Parse(bound);
        return new ProcessAddress(uri.Host is "0.0.0.0" or "[::]" or "*" or "+" ? Environment.MachineName : uri.Host, uri.Port);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registration of this process could not be removed")]
    private static partial void RemovalFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registration of this process could not be renewed")]
    private static partial void RenewalFailed(ILogger logger, Exception exception);
}
