using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>Hands one batch to the broker and notes what has become of each row.</summary>
internal sealed partial class OutboxPublisher(string schema, IEventTransport transport, OutboxOptions options, ILogger logger)
{
    /// <summary>
    /// Fills the outcome; the answer is the reason if the broker could not be reached. A stop does not cancel what is on its way: an acknowledgement nobody waits for is a
    /// message sent twice.
    /// </summary>
    public async Task<string?> PublishAsync(List<OutboxRow> rows, OutboxOutcome outcome, Func<bool> stopping)
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
