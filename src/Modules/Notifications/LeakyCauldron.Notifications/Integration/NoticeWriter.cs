using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Integration;

/// <summary>
/// Writes down, in the transaction of an event's inbox row, what is to be told. An event that comes again after its inbox row was cleaned up finds its
/// deliveries here.
/// </summary>
internal sealed class NoticeWriter(NotificationsDbContext db, TimeProvider time)
{
    /// <summary>A mail about a person's account.</summary>
    public Task MailAsync(EventContext context, string kind, Guid userId, CancellationToken ct) => MailAsync(context, kind, userId, null, "{}", ct);

    /// <summary>A mail to whoever ordered, and an entry in the inbox of a person who was signed in.</summary>
    public async Task OrderAsync(EventContext context, string kind, Guid? userId, OrderNotice notice, string title, string body, CancellationToken ct)
    {
        await MailAsync(context, kind, userId, notice.OrderId, notice.ToJson(), ct);
        if (userId is { } person)
        {
            await InboxAsync(context, kind, person, notice.ToJson(), title, body, ct);
        }
    }

    /// <summary>A mail and an entry in the inbox about a product.</summary>
    public async Task ProductAsync(
        EventContext context,
        string kind,
        Guid userId,
        ProductNotice notice,
        string title,
        string body,
        CancellationToken ct
    )
    {
        await MailAsync(context, kind, userId, null, notice.ToJson(), ct);
        await InboxAsync(context, kind, userId, notice.ToJson(), title, body, ct);
    }

    private async Task InboxAsync(EventContext context, string kind, Guid userId, string data, string title, string body, CancellationToken ct)
    {
        if (await db.Notifications.AnyAsync(n => n.EventId == context.MessageId, ct))
        {
            return;
        }

        db.Notifications.Add(
            new Notification
            {
                Id = Guid.CreateVersion7(),
                EventId = context.MessageId,
                UserId = userId,
                Sequence = await NextSequenceAsync(userId, ct),
                Kind = kind,
                Title = title,
                Body = body,
                Data = data,
                CreatedAt = time.GetUtcNow(),
            }
        );
    }

    private async Task MailAsync(EventContext context, string kind, Guid? userId, Guid? orderId, string data, CancellationToken ct)
    {
        if (await db.Deliveries.AnyAsync(d => d.EventId == context.MessageId && d.Channel == DeliveryChannel.Mail, ct))
        {
            return;
        }

        db.Deliveries.Add(
            new Delivery
            {
                Id = Guid.CreateVersion7(),
                EventId = context.MessageId,
                Channel = DeliveryChannel.Mail,
                Kind = kind,
                UserId = userId,
                OrderId = orderId,
                Data = data,
                CreatedAt = time.GetUtcNow(),
            }
        );
    }

    /// <summary>Holds the person's row until the commit, so that a reader who has seen a number has seen all before it.</summary>
    private async Task<long> NextSequenceAsync(Guid userId, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("A sequence number needs the transaction of its notification.");
        }

        var numbers = await db
            .Database.SqlQuery<long>(
                $"""
                INSERT INTO notifications.inboxes AS i (user_id, last_sequence) VALUES ({userId}, 1)
                ON CONFLICT (user_id) DO UPDATE SET last_sequence = i.last_sequence + 1
                RETURNING last_sequence
                """
            )
            .ToListAsync(ct);
        return numbers[0];
    }
}
