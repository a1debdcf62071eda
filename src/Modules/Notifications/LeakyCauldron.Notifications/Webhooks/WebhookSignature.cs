using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeakyCauldron.Notifications.Webhooks;

/// <summary>
/// Signs as the Standard Webhooks specification says: <c>webhook-signature: v1,base64(HMAC-SHA256(secret, id.timestamp.body))</c>, with the secret written
/// <c>whsec_</c> and base64. The timestamp lets a receiver refuse what is old.
/// </summary>
internal static class WebhookSignature
{
    public const int SecretBytes = 32;
    private const string SecretPrefix = "whsec_";

    public static string Show(byte[] secret) => SecretPrefix + Convert.ToBase64String(secret);

    public static string Sign(byte[] secret, Guid id, long timestamp, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed));
    }
}
