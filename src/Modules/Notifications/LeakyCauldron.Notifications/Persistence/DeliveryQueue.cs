using LeakyCauldron.Notifications.Domain;
using Npgsql;

namespace LeakyCauldron.Notifications.Persistence;

/// <summary>A delivery that this process may send until its lease ends.</summary>
internal sealed record ClaimedDelivery(
    Guid Id,
    Guid Claim,
    string Kind,
    Guid? UserId,
    Guid? OrderId,
    Guid? CampaignId,
    string Data,
    int Attempts,
    DateTimeOffset CreatedAt
);

/// <summary>
/// The statements of the delivery state machine. A claim is one short transaction; nothing is locked while a mail is written and sent, and a sender that died
/// is followed by another once its lease has ended. Time is the database's.
/// </summary>
internal sealed class DeliveryQueue([FromKeyedServices(NotificationsDbContext.Schema)] NpgsqlDataSource dataSource)
{
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private const int ErrorLength = 1000;

    public async Task<ClaimedDelivery?> ClaimAsync(CancellationToken ct)
    {
        var claim = Guid.CreateVersion7();
        await using var command = Command(
            """
            UPDATE notifications.deliveries
            SET state = 'sending', claim = $1, attempts = attempts + 1, due_at = now() + $2
            WHERE id = (
                SELECT id FROM notifications.deliveries
                WHERE state IN ('pending', 'sending') AND due_at <= now() AND channel = 'mail' AND (state = 'pending' OR campaign_id IS NULL)
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, kind, user_id, order_id, campaign_id, data, attempts, created_at
            """,
            claim,
            Lease
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        return new ClaimedDelivery(
            reader.GetGuid(0),
            claim,
            reader.GetString(1),
            reader.IsDBNull(2) ? null : reader.GetGuid(2),
            reader.IsDBNull(3) ? null : reader.GetGuid(3),
            reader.IsDBNull(4) ? null : reader.GetGuid(4),
            reader.GetString(5),
            reader.GetInt32(6),
            reader.GetFieldValue<DateTimeOffset>(7)
        );
    }

    /// <summary>A campaign's mail whose sender died in the middle may have gone out: it is not sent again, for twice is worse than not at all.</summary>
    public async Task GiveUpUnclearMarketingAsync(CancellationToken ct)
    {
        await using var command = Command(
            """
            UPDATE notifications.deliveries SET state = 'skipped', finished_at = now(), claim = NULL, error = 'Its sender died; it may have been sent.'
            WHERE state = 'sending' AND due_at <= now() AND campaign_id IS NOT NULL
            """
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    public Task MarkSentAsync(ClaimedDelivery delivery) => FinishAsync(delivery, DeliveryState.Sent, null);

    public Task MarkSkippedAsync(ClaimedDelivery delivery, string reason) => FinishAsync(delivery, DeliveryState.Skipped, reason);

    public Task MarkDeadAsync(ClaimedDelivery delivery, string error) => FinishAsync(delivery, DeliveryState.Dead, error);

    /// <summary>Again after a while, or dead once its time is over.</summary>
    public Task RetryAsync(ClaimedDelivery delivery, TimeSpan after, string error) =>
        ExecuteAsync(
            """
            UPDATE notifications.deliveries
            SET state = CASE WHEN give_up_at <= now() THEN 'dead' ELSE 'pending' END,
                finished_at = CASE WHEN give_up_at <= now() THEN now() END,
                due_at = now() + $3, claim = NULL, error = $4
            WHERE id = $1 AND claim = $2
            """,
            delivery.Id,
            delivery.Claim,
            after,
            Shorten(error)
        );

    /// <summary>Gives back what a stopping process has not begun to send.</summary>
    public Task ReleaseAsync(ClaimedDelivery delivery) =>
        ExecuteAsync(
            "UPDATE notifications.deliveries SET state = 'pending', claim = NULL, due_at = now(), attempts = attempts - 1 WHERE id = $1 AND claim = $2",
            delivery.Id,
            delivery.Claim
        );

    private Task FinishAsync(ClaimedDelivery delivery, DeliveryState state, string? error) =>
        ExecuteAsync(
            "UPDATE notifications.deliveries SET state = $3, finished_at = now(), claim = NULL, error = $4 WHERE id = $1 AND claim = $2",
            delivery.Id,
            delivery.Claim,
            state.ToString().ToLowerInvariant(),
            error is null ? DBNull.Value : Shorten(error)
        );

    /// <summary>Not cancellable: what has happened to a mail must be written down, also while the host stops.</summary>
    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is DBNull ? new() { Value = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } : new() { Value = value });
        }

        return command;
    }

    private static string Shorten(string text) => text.Length <= ErrorLength ? text : text[..ErrorLength];
}
