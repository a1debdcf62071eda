using System.Net.Http.Headers;
using System.Text;
using LeakyCauldron.Payments.Gringotts;

namespace LeakyCauldron.Payments.Tests.Harness;

/// <summary>The bank's notices, and forgeries of them.</summary>
internal static class BankNotice
{
    public const string Secret = "whsec_goblin";

    public static string BodyOf(string eventId, Guid paymentId) =>
        $$$"""{"id":"{{{eventId}}}","type":"charge.captured","created":1,"data":{"key":"pay_{{{paymentId:N}}}"}}""";

    public static string Sign(string body, DateTimeOffset at, string secret = Secret) =>
        GringottsNotice.Sign(Encoding.UTF8.GetBytes(body), secret, at);

    public static async Task<(int Status, string Text)> SendAsync(this HttpClient http, string body, string? signature, string provider = "gringotts")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"payments/webhooks/{provider}")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation(GringottsNotice.Header, signature);
        }

        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
