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
        var outcome = new OutboxOutcome(_leases.Owned);
        var store = new OutboxStore(schema, dataSource, _leases.Owner);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await PauseAsync(ct);
                outcome = await TurnAsync(store, outcome, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // What was acknowledged but not deleted is sent again: doubled, never lost.
                TurnFailed(logger, e, schema);
                outcome = new OutboxOutcome(_leases.Owned);
                Suffer(e.Message);
            }
        }

        await SettleLastAsync(store, outcome);
    }

    /// <summary>Writes down the last outcome, reads the next batch, publishes it, or waits if there is none.</summary>
    private async Task<OutboxOutcome> TurnAsync(OutboxStore store, OutboxOutcome outcome, CancellationToken ct)
    {
        if (_leases.Surplus > 0)
        {
            await store.SettleAsync(outcome, ct);
            outcome = new OutboxOutcome(_leases.Owned);
            await _leases.ReleaseSurplusAsync(ct);
        }

        var owned = _leases.Owned;
        var next = new OutboxOutcome(owned);
        if (owned.Count == 0 || !_leases.Fresh)
        {
            await store.SettleAsync(outcome, ct);
            await signal.WaitAsync(Poll(), ct);
            return next;
        }

        if (await store.NextAsync(owned, options.BatchSize, outcome, ct) is not { } rows)
        {
            // Another relay has taken over; what it is sending need not be sent once more.
            await _leases.RenewAsync(ct);
            return next;
        }

        if (rows.Count == 0)
        {
            (Outage, _outages) = (null, 0);
            await signal.WaitAsync(Poll(), ct);
        }
        else if (await PublishAsync(rows, next, () => ct.IsCancellationRequested) is { } unreachable)
        {
            Unreachable(logger, schema, unreachable);
            Suffer(unreachable);
        }
        else
        {
            _lastRow = Stopwatch.GetTimestamp();
            (Outage, _outages) = (null, 0);
        }

        return next;
    }

    /// <summary>
    /// Fills the outcome; the answer is the reason if the broker could not be reached. A stop does not cancel what is on its way: an acknowledgement nobody waits for is a
    /// message sent twice.
    /// </summary>
    private async Task<string?> PublishAsync(List<OutboxRow> rows, OutboxOutcome outcome, Func<bool> stopping)
    {
        var (together, oneByOne) = OutboxBatch.Plan(rows);
        var unreachable = together.Count > 0 ? await PublishAsync(together, outcome) : null;
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in oneByOne)
        {
            if (unreachable is not null || stopping())
            {
                break;
            }

            if (!held.Contains(row.Envelope.Key))
            {
                var refused = outcome.Refused.Count;
                unreachable = await PublishAsync([row], outcome);
                if (outcome.Refused.Count > refused)
                {
                    held.Add(row.Envelope.Key);
                }
            }
        }

        return unreachable;
    }

    private async Task<string?> PublishAsync(List<OutboxRow> rows, OutboxOutcome outcome)
    {
        foreach (var row in OutboxBatch.TakeOversized(rows))
        {
            Refuse(row, $"The payload has {row.Envelope.Data.Length} bytes, more than {EventEnvelope.MaxDataBytes}.", outcome, park: true);
        }

        if (rows.Count == 0)
        {
            return null;
        }

        var failures = await transport.PublishAsync([.. rows.Select(r => r.Envelope)], CancellationToken.None);
        var sent = outcome.Sent.Count;
        string? unreachable = null;
        var refusedKeys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            if (failures[i] is not { } failure)
            {
                outcome.Sent.Add(rows[i]);
            }
            else if (!failure.Refused)
            {
                unreachable ??= failure.Reason;
            }
            else if (refusedKeys.Add(rows[i].Envelope.Key))
            {
                Refuse(rows[i], failure.Reason, outcome, rows[i].Attempts + 1 >= options.MaxAttempts);
            }
        }

        MessagingMetrics.Published(schema, outcome.Sent[sent..]);
        return unreachable;
    }

    private void Refuse(OutboxRow row, string reason, OutboxOutcome outcome, bool park)
    {
        outcome.Refused.Add((row, reason, Backoff.After(row.Attempts, options.FirstRetry, options.LongestRetry), park));
        MessagingMetrics.PublishRefused(schema, park);
        Refused(logger, schema, row.Envelope.Type, row.Envelope.Key, row.Envelope.Version, row.Attempts + 1, park, reason);
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

    private async Task SettleLastAsync(OutboxStore store, OutboxOutcome outcome)
    {
        try
        {
            await store.SettleAsync(outcome, CancellationToken.None);
        }
        catch (NpgsqlException e)
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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Outbox of {Schema}: {Type} {Key} v{Version} refused, attempt {Attempt}, parked: {Parked}, {Reason}"
    )]
    private static partial void Refused(
        ILogger logger,
        string schema,
        string type,
        string key,
        long version,
        int attempt,
        bool parked,
        string reason
    );
}
