using System.Buffers.Text;
using System.Security.Cryptography;
using LeakyCauldron.Notifications.Persistence;
using Npgsql;

namespace LeakyCauldron.Notifications.Unsubscribing;

/// <summary>
/// Lets the owner of a mail end what it is part of, without signing in and for as long as the mail is kept: the person's id and a keyed hash of it. Using one again changes
/// nothing, and one opens nothing else.
/// </summary>
internal sealed class UnsubscribeTokens([FromKeyedServices(NotificationsDbContext.Schema)] NpgsqlDataSource database)
{
    private const string KeyName = "unsubscribe";
    private const int KeyBytes = 32;
    private const int IdBytes = 16;
    private const int HashBytes = 16;
    private byte[]? _key;

    public async Task<string> ForAsync(Guid userId, CancellationToken ct)
    {
        var token = new byte[IdBytes + HashBytes];
        userId.TryWriteBytes(token);
        HashOf(await KeyAsync(ct), token.AsSpan(0, IdBytes)).CopyTo(token.AsSpan(IdBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Whose it is; null if it is none of ours.</summary>
    public async Task<Guid?> ReadAsync(string? text, CancellationToken ct)
    {
        var token = new byte[IdBytes + HashBytes];
        if (
            text is not { Length: <= 64 }
            || !Base64Url.IsValid(text, out var length)
            || length != token.Length
            || !Base64Url.TryDecodeFromChars(text, token, out _)
        )
        {
            return null;
        }

        var right = HashOf(await KeyAsync(ct), token.AsSpan(0, IdBytes));
        return CryptographicOperations.FixedTimeEquals(right, token.AsSpan(IdBytes)) ? new Guid(token.AsSpan(0, IdBytes)) : null;
    }

    private static byte[] HashOf(byte[] key, ReadOnlySpan<byte> id) => HMACSHA256.HashData(key, id)[..HashBytes];

    private async ValueTask<byte[]> KeyAsync(CancellationToken ct)
    {
        if (_key is { } known)
        {
            return known;
        }

        await using var make = database.CreateCommand("INSERT INTO notifications.secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        make.Parameters.Add(new() { Value = KeyName });
        make.Parameters.Add(new() { Value = RandomNumberGenerator.GetBytes(KeyBytes) });
        await make.ExecuteNonQueryAsync(ct);
        await using var read = database.CreateCommand("SELECT value FROM notifications.secrets WHERE name = $1");
        read.Parameters.Add(new() { Value = KeyName });
        return _key = (byte[])(await read.ExecuteScalarAsync(ct))!;
    }
}
