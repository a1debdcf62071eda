using System.Security.Cryptography;
using System.Text;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Live;

internal static class StreamTickets
{
    public static byte[] HashOf(string ticket) => SHA256.HashData(Encoding.UTF8.GetBytes(ticket));

    /// <summary>Uses the ticket up; null if it was used before, has expired or never was.</summary>
    public static async Task<Guid?> RedeemAsync(NotificationsDbContext db, string ticket, DateTimeOffset now, CancellationToken ct)
    {
        var owners = await db
            .Database.SqlQuery<Guid>(
                $"DELETE FROM notifications.stream_tickets WHERE hash = {HashOf(ticket)} AND expires_at > {now} RETURNING user_id"
            )
            .ToListAsync(ct);
        return owners.Count == 0 ? null : owners[0];
    }
}
