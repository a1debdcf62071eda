using System.Net;
using System.Text;

namespace LeakyCauldron.Registry.Tests;

/// <summary>Registrations of a foreign service.</summary>
internal static class Wands
{
    public static string Json(string id, int port = 9100, long dirty = 1_000, string? health = null, int lease = 90) =>
        System.Text.Json.JsonSerializer.Serialize(
            new
            {
                instance = new
                {
                    instanceId = id,
                    hostName = "shop",
                    app = "WANDS",
                    ipAddr = "127.0.0.1",
                    status = "UP",
                    port = new Dictionary<string, object> { ["$"] = port, ["@enabled"] = "true" },
                    lastDirtyTimestamp = dirty.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    dataCenterInfo = new { name = "MyOwn" },
                    leaseInfo = new { durationInSecs = lease },
                    healthCheckUrl = health,
                    metadata = new { colour = "red" },
                },
            }
        );

    public static async Task<HttpStatusCode> RegisterAsync(HttpClient client, string json, bool replicated = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "eureka/apps/WANDS")
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (replicated)
        {
            request.Headers.Add("x-netflix-discovery-replication", "true");
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
