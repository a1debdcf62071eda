using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;

/// <summary>A relay of the shelf's outbox, working until disposed.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly OutboxRelay _relay;
    private readonly Task _running;

    public RunningRelay(TestShop shop, IEventTransport transport, OutboxOptions? options = null)
    {
        _relay = new OutboxRelay(
            "shelf",
            shop.Shelf,
            transport,
            shop.Services.GetRequiredService<OutboxSignals>().Of("shelf"),
            options ?? new OutboxOptions(),
            shop.Services.GetRequiredService<ILogger<OutboxRelay>>()
        );
        _running = _relay.RunAsync(_stop.Token);
    }

    public string? Outage => _relay.Outage;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _relay.Dispose();
        _stop.Dispose();
    }
}
