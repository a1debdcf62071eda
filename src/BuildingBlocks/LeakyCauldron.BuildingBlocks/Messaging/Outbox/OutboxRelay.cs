using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>
/// Sends one schema's outbox: reads what is due in its buckets, publishes with no transaction open, deletes what was acknowledged. Any number of relays may work
/// on one schema.
/// </summary>
internal sealed partial class OutboxRelay(
    string schema,
    NpgsqlDataSource dataSource,
    IEventTransport transport,
    AsyncSignal signal,
    OutboxOptions options,
    ILogger<OutboxRelay> logger
) : IDisposable
{
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly OutboxLeases _leases = new(schema, dataSource, options);
    private readonly OutboxPublisher _publisher = new(schema, transport, options, logger);
    private OutboxFlight? _flight;
    private OutboxOutcome? _acknowledged;
    private long _lastRow;
    private int _outages;

    /// <summary>Why nothing can be sent at present, if so.</summary>
    public string? Outage { get; private set; }

    public string Schema => schema;

    /// <summary>Works until cancelled; what is in hand is finished first.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await Task.WhenAll(KeepLeasesAsync(ct), SendAsync(ct));
        try
        {
            await _leases.LeaveAsync();
        }
        catch (NpgsqlException e)
        {
            LeaseTrouble(logger, e, schema);
        }
    }

    public void Dispose() => _leases.Dispose();

    /// <summary>A loop of its own: a slow broker must not cost the lease.</summary>
    private async Task KeepLeasesAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(options.Renewal);
        do
        {
            try
            {
                if (await _leases.RenewAsync(ct))
                {
                    signal.Set();
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                LeaseTrouble(logger, e, schema);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
        } while (await TickAsync(timer, ct));
    }

    private async Task SendAsync(CancellationToken ct)
    {
        var store = new OutboxStore(schema, dataSource, _leases.Owner);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await PauseAsync(ct);
                await TurnAsync(store, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // What was acknowledged but not deleted is sent again: doubled, never lost.
                TurnFailed(logger, e, schema);
                _acknowledged = null;
                await LandAsync(store);
                _acknowledged = null;
                Suffer(e.Message);
            }
        }

        await SettleLastAsync(store);
    }

    /// <summary>
    /// Writes down the last outcome and reads the next batch, or waits if there is none. While a full batch is on its way, the next is read from the other buckets: the
    /// database and the broker work at the same time, and no key is on its way twice.
    /// </summary>
    private async Task TurnAsync(OutboxStore store, CancellationToken ct)
    {
        if (_flight is { Full: false } || _leases.Surplus > 0)
        {
            await LandAsync(store);
        }

        if (_leases.Surplus > 0)
        {
            await SettleAsync(store, ct);
            await _leases.ReleaseSurplusAsync(ct);
        }

        var owned = _leases.Owned;
        if (owned.Count == 0 || !_leases.Fresh)
        {
            await LandAsync(store);
            await SettleAsync(store, ct);
            await signal.WaitAsync(Poll(), ct);
            return;
        }

        var free = owned.Keys.Where(b => _flight?.Buckets.Contains(b) != true).ToArray();
        var rows = await store.NextAsync(free, options.BatchSize, _acknowledged, ct);
        _acknowledged = null;
        if (rows is null)
        {
            // Another relay has taken over; what it is sending need not be sent once more.
            await _leases.RenewAsync(ct);
        }
        else if (rows.Count > 0)
        {
            await LandAsync(store);
            _flight = Start(rows, new OutboxOutcome(owned), () => ct.IsCancellationRequested);
        }
        else if (_flight is not null)
        {
            await LandAsync(store);
        }
        else
        {
            (Outage, _outages) = (null, 0);
            await signal.WaitAsync(Poll(), ct);
        }
    }

    private OutboxFlight Start(List<OutboxRow> rows, OutboxOutcome outcome, Func<bool> stopping) =>
        new(_publisher.PublishAsync(rows, outcome, stopping), outcome, [.. rows.Select(r => r.Bucket)], rows.Count >= options.BatchSize);

    /// <summary>Waits for what is on its way, if anything; its outcome is then to be written down.</summary>
    private async Task LandAsync(OutboxStore store)
    {
        if (_flight is not { } flight)
        {
            return;
        }

        await SettleAsync(store, CancellationToken.None);
        _flight = null;
        if (await flight.Publishing is { } unreachable)
        {
            Unreachable(logger, schema, unreachable);
            Suffer(unreachable);
        }
        else
        {
            _lastRow = Stopwatch.GetTimestamp();
            (Outage, _outages) = (null, 0);
        }

        _acknowledged = flight.Outcome;
    }

    private async Task SettleAsync(OutboxStore store, CancellationToken ct)
    {
        if (_acknowledged is { } outcome)
        {
            await store.SettleAsync(outcome, ct);
            _acknowledged = null;
        }
    }

    /// <summary>A failure of the whole way: nothing is counted against a message, however long it lasts.</summary>
    private void Suffer(string reason)
    {
        Outage = reason;
        _outages++;
    }

    private async Task PauseAsync(CancellationToken ct)
    {
        if (_outages > 0)
        {
            await Backoff.WaitAsync(_outages - 1, TimeSpan.FromMilliseconds(100), LongestPause, ct);
        }
    }

    private async Task SettleLastAsync(OutboxStore store)
    {
        try
        {
            await LandAsync(store);
            await SettleAsync(store, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            TurnFailed(logger, e, schema);
        }
    }

    private TimeSpan Poll()
    {
        if (!_leases.Shared)
        {
            return options.AlonePoll;
        }

        return _lastRow != 0 && Stopwatch.GetElapsedTime(_lastRow) < BusyFor ? options.BusyPoll : options.IdlePoll;
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox of {Schema}: lease not renewed")]
    private static partial void LeaseTrouble(ILogger logger, Exception exception, string schema);

    [LoggerMessage(Level = LogLevel.Error, Message = "Outbox of {Schema}: a turn failed, tried again")]
    private static partial void TurnFailed(ILogger logger, Exception exception, string schema);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox of {Schema}: nothing can be sent at present, {Reason}")]
    private static partial void Unreachable(ILogger logger, string schema, string reason);
}
