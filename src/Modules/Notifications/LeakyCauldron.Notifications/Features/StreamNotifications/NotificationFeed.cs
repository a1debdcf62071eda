using System.Text.Json;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.StreamNotifications;

/// <summary>One person's inbox in the order of its numbers. A connection to the database is held only while reading.</summary>
internal sealed class NotificationFeed(IServiceScopeFactory scopes, Guid userId)
{
    public async Task<long> NewestAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        return await db.Inboxes.Where(i => i.UserId == userId).Select(i => i.LastSequence).SingleOrDefaultAsync(ct);
    }

    public async Task<IReadOnlyList<(long Sequence, string Json)>> AfterAsync(long position, int limit, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        var rows = await db
            .Notifications.AsNoTracking()
            .Where(n => n.UserId == userId && n.Sequence > position)
            .OrderBy(n => n.Sequence)
            .Take(limit)
            .ToListAsync(ct);
        return [.. rows.Select(n => (n.Sequence, JsonSerializer.Serialize(NotificationDto.Of(n), Json.Wire)))];
    }
}
