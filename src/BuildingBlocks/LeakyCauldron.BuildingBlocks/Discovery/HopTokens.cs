using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>
/// Proves to another process of the shop that a request was forwarded by one. A token names sender, receiver and its end, and is signed with the sender's key, which the
/// directory holds; it says nothing of the request, so one serves for many, and neither side pays for a signature on each.
/// </summary>
public sealed class HopTokens(ProcessIdentity identity, IServiceDirectory directory, TimeProvider time)
{
    /// <summary>The request header. Its presence alone, valid or not, forbids forwarding once more.</summary>
    public const string Header = "Leaky-Hop";

    /// <summary>The value where a stranger to the shop receives the request: a mark against loops that proves nothing.</summary>
    public const string Mark = "forwarded";

    private const long LifeSeconds = 60;
    private const int MostRemembered = 1024;
    private readonly ConcurrentDictionary<Guid, (string Token, long End)> _issued = new();
    private readonly ConcurrentDictionary<string, long> _verified = new(StringComparer.Ordinal);

    /// <summary>The header's value for an instance: a token if it is of the shop, else the bare mark.</summary>
    public string For(ServiceInstance receiver) =>
        receiver.Metadata.TryGetValue(ServiceMetadata.Process, out var process) && Guid.TryParse(process, out var id) ? For(id) : Mark;

    /// <summary>True if a process that the directory knows made the value for this process, and its minute is not over.</summary>
    public bool Verify(string value)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (_verified.TryGetValue(value, out var end))
        {
            return now <= end;
        }

        // A sender whose clock runs ahead must not make its tokens live longer.
        if (Parse(value) is not { } token || token.Receiver != identity.Id || now > token.End || token.End > now + (2 * LifeSeconds))
        {
            return false;
        }

        if (KeyOf(token.Sender) is not { } key || !IsSigned(value, token, key))
        {
            return false;
        }

        Forget(_verified);
        _verified[value] = token.End;
        return true;
    }

    private static void Forget<TKey, TValue>(ConcurrentDictionary<TKey, TValue> remembered)
        where TKey : notnull
    {
        if (remembered.Count >= MostRemembered)
        {
            remembered.Clear();
        }
    }

    private string For(Guid receiver)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (_issued.TryGetValue(receiver, out var known) && known.End - now > LifeSeconds / 2)
        {
            return known.Token;
        }

        var end = now + LifeSeconds;
        var claims = string.Create(CultureInfo.InvariantCulture, $"{identity.Id:N}.{receiver:N}.{end}");
        var signature = identity.Key.SignData(Encoding.ASCII.GetBytes(claims), HashAlgorithmName.SHA256);
        var token = $"{claims}.{Base64Url.EncodeToString(signature)}";
        Forget(_issued);
        _issued[receiver] = (token, end);
        return token;
    }

    private string? KeyOf(Guid sender)
    {
        var id = sender.ToString();
        foreach (var instance in directory.Current.Instances)
        {
            if (
                instance.Metadata.TryGetValue(ServiceMetadata.Process, out var process)
                && string.Equals(process, id, StringComparison.OrdinalIgnoreCase)
                && instance.Metadata.TryGetValue(ServiceMetadata.ServiceKey, out var key)
            )
            {
                return key;
            }
        }

        return null;
    }

    private static bool IsSigned(string value, Token token, string key)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key), out _);
            return ecdsa.VerifyData(Encoding.ASCII.GetBytes(value[..token.ClaimsLength]), token.Signature, HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static Token? Parse(string value)
    {
        var parts = value.Split('.');
        return
            parts.Length == 4
            && Guid.TryParseExact(parts[0], "N", out var sender)
            && Guid.TryParseExact(parts[1], "N", out var receiver)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            && Base64Url.IsValid(parts[3])
            ? new(sender, receiver, end, Base64Url.DecodeFromChars(parts[3]), value.LastIndexOf('.'))
            : null;
    }

    private sealed record Token(Guid Sender, Guid Receiver, long End, byte[] Signature, int ClaimsLength);
}
