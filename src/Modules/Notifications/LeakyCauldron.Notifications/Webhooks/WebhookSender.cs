using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LeakyCauldron.Notifications.Webhooks;

/// <summary>Posts one delivery. Nothing of the answer but its status is kept, so that nobody can read another's pages through the shop.</summary>
internal sealed class WebhookSender(HttpClient http, TimeProvider time)
{
    public const string ClientName = "webhooks";

    public async Task<WebhookOutcome> SendAsync(ClaimedWebhook delivery, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        int? status = null;
        string? error = null;
        try
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url);
            request.Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json");
            request.Headers.Add("webhook-id", delivery.Id.ToString());
            request.Headers.Add("webhook-timestamp", now.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", WebhookSignature.Sign(delivery.Secret, delivery.Id, now, delivery.Body));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            status = (int)response.StatusCode;
            error = response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"Answered {status}.");
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            error = "No answer in time.";
        }
        catch (HttpRequestException e)
        {
            error = (e.InnerException as PrivateAddressException)?.Message ?? e.HttpRequestError.ToString();
        }

        return new WebhookOutcome(status, error, (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }
}
