using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Mail;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Integration;

/// <summary>Inbox and mails go with the person, the files of mails too where mails are files.</summary>
internal sealed class NotificationsPersonalData(NotificationsDbContext db, MailSettings settings) : IPersonalData, IEventHandler<PersonErasedV1>
{
    public async Task<object> ExportAsync(Guid userId, CancellationToken ct) =>
        new
        {
            Notifications = await db
                .Notifications.Where(n => n.UserId == userId)
                .OrderByDescending(n => n.Sequence)
                .Take(IPersonalData.MostRows)
                .Select(n => new
                {
                    n.Kind,
                    n.Title,
                    n.Body,
                    n.Data,
                    n.CreatedAt,
                    n.ReadAt,
                })
                .ToListAsync(ct),
            Mails = await db
                .Deliveries.Where(d => d.UserId == userId)
                .OrderByDescending(d => d.Id)
                .Take(IPersonalData.MostRows)
                .Select(d => new
                {
                    d.Kind,
                    d.State,
                    d.CreatedAt,
                })
                .ToListAsync(ct),
        };

    public async Task HandleAsync(PersonErasedV1 @event, EventContext context, CancellationToken ct)
    {
        var id = @event.UserId;
        DeleteFiles(await db.Deliveries.Where(d => d.UserId == id).Select(d => d.Id).ToListAsync(ct));
        await db.Deliveries.Where(d => d.UserId == id).ExecuteDeleteAsync(ct);
        await db.Notifications.Where(n => n.UserId == id).ExecuteDeleteAsync(ct);
        await db.Inboxes.Where(i => i.UserId == id).ExecuteDeleteAsync(ct);
        await db.StreamTickets.Where(t => t.UserId == id).ExecuteDeleteAsync(ct);
        await db.Buyers.Where(b => b.UserId == id).ExecuteDeleteAsync(ct);
        await db.ForgetIdempotencyKeysAsync(id, ct);
    }

    private void DeleteFiles(IEnumerable<Guid> deliveries)
    {
        if (settings.Smtp is not null || !Directory.Exists(settings.Folder))
        {
            return;
        }

        foreach (var file in deliveries.SelectMany(d => Directory.EnumerateFiles(settings.Folder, $"*-{d}.eml*")))
        {
            File.Delete(file);
        }
    }
}
