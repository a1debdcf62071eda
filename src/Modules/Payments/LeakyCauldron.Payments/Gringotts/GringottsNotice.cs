using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Gringotts;

/// <summary>
/// The sandbox bank's webhook: JSON, and a header <c>Gringotts-Signature: t=unix seconds,v1=hex</c> with the HMAC-SHA256 of <c>t.body</c>. A header may have several
/// <c>v1</c>, one a secret, while a secret is being changed.
/// </summary>
internal static class GringottsNotice
{
    public const string Header = "Gringotts-Signature";

    /// <summary>Clocks differ and deliveries are late; what is older could be a recording.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public static string Sign(ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(Mac(time, body, secret))}";
    }

    public static Result<ProviderNotice> Read(NoticeRequest request, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        string header = request.Headers[Header].ToString();
        var parts = header.Length > 1024 ? [] : header.Split(',').Select(p => p.Trim().Split('=', 2)).Where(p => p.Length == 2).ToArray();
        var time = parts.FirstOrDefault(p => p[0] == "t")?[1] ?? "";
        if (
            !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || !IsSigned(request.Body.Span, time, parts.Where(p => p[0] == "v1").Select(p => p[1]), secrets)
        )
        {
            return PaymentErrors.WebhookSignatureInvalid;
        }

        // The time is part of what is signed: it is looked at once it is proved.
        return Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Window.TotalSeconds
            ? PaymentErrors.WebhookTooOld
            : Parse(request.Body);
    }

    private static Result<ProviderNotice> Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            var root = json.RootElement;
            var (id, kind) = (root.GetProperty("id").GetString(), root.GetProperty("type").GetString());
            var key = root.GetProperty("data").GetProperty("key").GetString();
            return id is { Length: > 0 and <= 255 } && kind is { Length: > 0 and <= 100 } && key is { Length: <= 255 }
                ? new ProviderNotice(id, kind, key)
                : PaymentErrors.WebhookMalformed;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return PaymentErrors.WebhookMalformed;
        }
    }

    /// <summary>Every secret is tried against every signature, in the same time whether one fits or not.</summary>
    private static bool IsSigned(ReadOnlySpan<byte> body, string time, IEnumerable<string> signatures, IReadOnlyList<string> secrets)
    {
        var given = signatures.Take(4).Select(Encoding.ASCII.GetBytes).ToArray();
        var isSigned = false;
        foreach (var secret in secrets)
        {
            var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Mac(time, body, secret)));
            foreach (var signature in given)
            {
                isSigned |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return isSigned;
    }

    private static byte[] Mac(string time, ReadOnlySpan<byte> body, string secret)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.ASCII.GetBytes(time + "."));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}
