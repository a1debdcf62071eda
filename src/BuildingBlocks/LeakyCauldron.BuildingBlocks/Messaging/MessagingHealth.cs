using System.Diagnostics.Metrics;
using LeakyCauldron.BuildingBlocks.Messaging.Inbox;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.BuildingBlocks.Pipeline;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>How the events of all modules of this process stand.</summary>
/// <param name="At">When this was read.</param>
/// <param name="Transport"><c>kafka</c> or <c>embedded</c>.</param>
/// <param name="BrokerFailure">Why the broker cannot be asked at present, if so.</param>
/// <param name="Modules">One entry a module with a database.</param>
public sealed record MessagingReport(DateTimeOffset At, string Transport, string? BrokerFailure, IReadOnlyList<MessagingStatus> Modules)
{
    /// <summary>Readers of this process that fell behind what the broker keeps and are making their state anew.</summary>
    public IReadOnlyList<string> Rebuilding { get; init; } = [];
}

/// <summary>
/// Looks at backlog, parked events, dead letters and consumer lag of this process's modules: for readiness, operators and gauges. What is read of one module is
/// <see cref="MessagingStatus"/>'s affair; this class asks for all of them.
/// </summary>
public sealed class MessagingHealth : IDisposable
{
    /// <summary>Shorter than a readiness probe may take.</summary>
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(3);

    private readonly IReadOnlyList<ModuleDatabase> _databases;
    private readonly OutboxRelays _relays;
    private readonly IEventTransport _transport;
    private readonly IConsumerBacklogs _backlogs;
    private readonly ReaderGaps _gaps;
    private readonly ModuleModel _model;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private MessagingReport? _last;
    private Task<IReadOnlyList<ConsumerBacklog>>? _asking;

    internal MessagingHealth(
        IEnumerable<ModuleDatabase> databases,
        OutboxRelays relays,
        IEventTransport transport,
        IConsumerBacklogs backlogs,
        ReaderGaps gaps,
        ModuleModel model,
        TimeProvider time
    )
    {
        (_databases, _relays, _transport) = ([.. databases], relays, transport);
        (_backlogs, _gaps, _model, _time) = (backlogs, gaps, model, time);
        Gauge("leaky.outbox.backlog", "{event}", "Events not yet acknowledged by the broker", s => s.Backlog);
        Gauge("leaky.outbox.oldest", "s", "Age of the oldest event not yet acknowledged", s => s.Lag.TotalSeconds);
        Gauge("leaky.outbox.parked", "{event}", "Events that wait for an operator", s => s.Parked);
        Gauge("leaky.consumer.dead_letters", "{event}", "Events that handlers gave up on", s => s.DeadLetters);
    }

    /// <summary>As it is now: one small query a module, and one question to the broker. A report no older than <paramref name="maxAge"/> will do.</summary>
    public async Task<MessagingReport> ReadAsync(CancellationToken ct, TimeSpan maxAge = default)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (maxAge == default || _last is null || _time.GetUtcNow() - _last.At > maxAge)
            {
                _last = await ReadAllAsync(ct);
            }

            return _last;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<MessagingReport> ReadAllAsync(CancellationToken ct)
    {
        var at = _time.GetUtcNow();
        var (backlogs, failure) = await BacklogsAsync(ct);
        var modules = await Task.WhenAll(_databases.Select(d => MessagingStatus.ReadAsync(d, ct)));
        return new(
            at,
            _transport.Name,
            failure,
            [.. modules.Select(m => m with { Outage = m.Outage ?? OutageOf(m.Module), Consumers = Of(m.Module) })]
        )
        {
            Rebuilding = _gaps.Names,
        };

        IReadOnlyList<ConsumerBacklog> Of(string module) => [.. backlogs.Where(b => b.Group == module)];
    }

    private string? OutageOf(string module) => _relays.All.FirstOrDefault(r => r.Schema == module)?.Outage;

    private async Task<(IReadOnlyList<ConsumerBacklog> Backlogs, string? Failure)> BacklogsAsync(CancellationToken ct)
    {
        var consumers = _model.Subscriptions.Where(s => s.Kind == SubscriptionKind.Once).Select(s => (s.Module, s.Topic)).Distinct().ToArray();
        try
        {
            // A question that takes too long is not asked again beside itself: the next look waits for the same answer.
            if (_asking is null or { IsCompleted: true })
            {
                _asking = _backlogs.ReadAsync(consumers, CancellationToken.None);
            }

            return (await _asking.WaitAsync(BrokerPatience, ct), null);
        }
        catch (BrokerAwayException e)
        {
            return ([], e.Message);
        }
        catch (TimeoutException)
        {
            return ([], $"no answer within {BrokerPatience.TotalSeconds} s");
        }
    }

    private void Gauge(string name, string unit, string description, Func<MessagingStatus, double> value) =>
        Telemetry.Meter.CreateObservableGauge(
            name,
            () => (_last?.Modules ?? []).Select(s => new Measurement<double>(value(s), new KeyValuePair<string, object?>("module", s.Module))),
            unit,
            description
        );
}
