using LeakyCauldron.Notifications.Persistence;
using Npgsql;

namespace LeakyCauldron.Notifications.Webhooks;

/// <summary>A delivery that this process may send until its lease ends.</summary>
internal sealed record ClaimedWebhook(Guid Id, Guid Claim, Guid WebhookId, string Url, byte[] Secret, string Body, int Attempts);

/// <summary>What came of an attempt.</summary>
internal sealed record WebhookOutcome(int? Status, string? Error, int TookMs)
{
    public bool IsDelivered => Status is >= 200 and < 300;

    /// <summary>410 is how a receiver says that it does not want to be told any more.</summary>
    public bool IsGone => Status == 410;
}

/// <summary>The statements of webhook deliveries; as with mails, nothing is locked while one is sent. Time is the database's.</summary>
internal sealed class WebhookQueue([FromKeyedServices(NotificationsDbContext.Schema)] NpgsqlDataSource database, WebhookSettings settings)
{
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>One at a time and receiver is not needed; one slow receiver must not take all senders, though.</summary>
    private const int MostAtOnce = 2;

    public async Task<ClaimedWebhook?> ClaimAsync(CancellationToken ct)
    {
        var claim = Guid.CreateVersion7();
        await using var command = Command(
            """
            UPDATE notifications.webhook_deliveries d
            SET state = 'sending', claim = $1, attempts = attempts + 1, due_at = now() + $2
            FROM notifications.webhooks w
            WHERE w.id = d.webhook_id AND d.id = (
                SELECT c.id FROM notifications.webhook_deliveries c JOIN notifications.webhooks a ON a.id = c.webhook_id AND a.active
                WHERE c.state IN ('pending', 'sending') AND c.due_at <= now()
                  AND (SELECT count(*) FROM notifications.webhook_deliveries s
                        WHERE s.webhook_id = c.webhook_id AND s.state = 'sending' AND s.due_at > now()) < $3
                ORDER BY c.due_at LIMIT 1 FOR UPDATE OF c SKIP LOCKED)
            RETURNING d.id, w.id, w.url, w.secret, d.body, d.attempts
            """,
            claim,
            Lease,
            MostAtOnce
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new ClaimedWebhook(
                reader.GetGuid(0),
                claim,
                reader.GetGuid(1),
                reader.GetString(2),
                reader.GetFieldValue<byte[]>(3),
                reader.GetString(4),
                reader.GetInt32(5)
            )
            : null;
    }

    /// <summary>Writes down what happened: delivered, again after a while, or dead once its time is over; and whether the receiver is switched off.</summary>
    public async Task FinishAsync(ClaimedWebhook delivery, WebhookOutcome outcome)
    {
        await using var command = Command(
            """
            WITH done AS (
                UPDATE notifications.webhook_deliveries
                SET state = CASE WHEN $3 THEN 'delivered' WHEN give_up_at <= now() OR $4 THEN 'dead' ELSE 'pending' END,
                    finished_at = CASE WHEN $3 OR $4 OR give_up_at <= now() THEN now() END,
                    due_at = now() + $5, claim = NULL, last_status = $6, error = $7, took_ms = $8
                WHERE id = $1 AND claim = $2 RETURNING webhook_id)
            UPDATE notifications.webhooks w
            SET failing_since = CASE WHEN $3 THEN NULL ELSE coalesce(failing_since, now()) END,
                active = active AND NOT $4 AND ($3 OR coalesce(failing_since, now()) >= now() - $9),
                disabled_reason = CASE WHEN $4 THEN 'The receiver answered 410 Gone.'
                    WHEN NOT $3 AND failing_since < now() - $9 THEN 'No delivery came through for too long.' ELSE disabled_reason END
            FROM done WHERE w.id = done.webhook_id
            """,
            delivery.Id,
            delivery.Claim,
            outcome.IsDelivered,
            outcome.IsGone,
            Wait(delivery.Attempts),
            outcome.Status,
            outcome.Error,
            outcome.TookMs,
            settings.DisableAfter
        );
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private TimeSpan Wait(int attempts)
    {
        var grown = settings.FirstRetry * Math.Pow(4, Math.Min(attempts - 1, 10));
        return (grown < settings.LongestRetry ? grown : settings.LongestRetry) * (0.8 + (Random.Shared.NextDouble() * 0.4));
    }

    private NpgsqlCommand Command(string sql, params object?[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null ? new() { Value = DBNull.Value } : new() { Value = value });
        }

        return command;
    }
}
