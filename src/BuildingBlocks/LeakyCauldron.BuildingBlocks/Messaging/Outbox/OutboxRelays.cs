using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>The relays of this process, one for each of its modules that has a database.</summary>
internal sealed class OutboxRelays : IDisposable
{
    public OutboxRelays(
        ModuleModel model,
        IServiceProvider services,
        IEventTransport transport,
        OutboxSignals signals,
        OutboxOptions options,
        ILogger<OutboxRelay> logger
    ) =>
        All = [
            .. model
                .Enabled.Where(m => m.DbContext is not null)
                .Select(m => new OutboxRelay(
                    m.Name,
                    services.GetRequiredKeyedService<ModuleDatabase>(m.Name).DataSource,
                    transport,
                    signals.Of(m.Name),
                    options,
                    logger
                )),
        ];

    public IReadOnlyList<OutboxRelay> All { get; }

    /// <summary>Works until cancelled.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(All.Select(r => r.RunAsync(ct)));

    public void Dispose()
    {
        foreach (var relay in All)
        {
            relay.Dispose();
        }
    }
}
