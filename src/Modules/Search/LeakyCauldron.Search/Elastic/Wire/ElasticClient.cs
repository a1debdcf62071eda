using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace LeakyCauldron.Search.Elastic.Wire;

/// <summary>Sends requests to the cluster and reads its answers. What the cluster refuses is an answer; a cluster that does not answer is an exception.</summary>
internal sealed class ElasticClient(HttpClient http)
{
    /// <summary>Requests and answers in the form of major version 8, which 9 speaks as well.</summary>
    private static readonly MediaTypeHeaderValue JsonType = MediaTypeHeaderValue.Parse("application/vnd.elasticsearch+json; compatible-with=8");
    private static readonly MediaTypeHeaderValue LinesType = MediaTypeHeaderValue.Parse("application/vnd.elasticsearch+x-ndjson; compatible-with=8");
    private static readonly MediaTypeWithQualityHeaderValue Accepted = MediaTypeWithQualityHeaderValue.Parse(
        "application/vnd.elasticsearch+json; compatible-with=8"
    );

    public static JsonSerializerOptions Options { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    /// <param name="method">Method.</param>
    /// <param name="path">Relative, of names that the module has made or checked.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="ct">Cancellation.</param>
    /// <exception cref="ElasticUnavailableException">No answer, or one that says that there is none now.</exception>
    public Task<ElasticReply<T>> SendAsync<T>(HttpMethod method, string path, JsonNode? body, CancellationToken ct)
        where T : class
    {
        var content = body is null ? null : new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, Options));
        content?.Headers.ContentType = JsonType;
        return SendAsync<T>(method, path, content, ct);
    }

    /// <param name="lines">JSON values, one a line.</param>
    public Task<ElasticReply<T>> SendLinesAsync<T>(string path, ReadOnlyMemory<byte> lines, CancellationToken ct)
        where T : class
    {
        var content = new ReadOnlyMemoryContent(lines);
        content.Headers.ContentType = LinesType;
        return SendAsync<T>(HttpMethod.Post, path, content, ct);
    }

    private async Task<ElasticReply<T>> SendAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken ct)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            request.Headers.Accept.Add(Accepted);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return await ReadAsync<T>(method, response, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && IsAway(e))
        {
            throw new ElasticUnavailableException(e.Message, e);
        }
    }

    private static async Task<ElasticReply<T>> ReadAsync<T>(HttpMethod method, HttpResponseMessage response, CancellationToken ct)
        where T : class
    {
        if (
            response.StatusCode
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout
                or HttpStatusCode.Unauthorized
                or HttpStatusCode.Forbidden
        )
        {
            throw new ElasticUnavailableException($"Elasticsearch answered {(int)response.StatusCode}.");
        }

        if (method == HttpMethod.Head)
        {
            return new ElasticReply<T>(response.StatusCode, null, null);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        if (response.IsSuccessStatusCode)
        {
            return new ElasticReply<T>(response.StatusCode, await JsonSerializer.DeserializeAsync<T>(stream, Options, ct), null);
        }

        var failure = (await JsonNode.ParseAsync(stream, cancellationToken: ct))?["error"];
        return new ElasticReply<T>(
            response.StatusCode,
            null,
            failure as JsonObject is { } error
                ? error.Deserialize<ElasticError>(Options)
                : new ElasticError("unknown", failure?.ToString() ?? "No reason given.")
        );
    }

    /// <summary>What is not JSON comes from a proxy, not from the cluster.</summary>
    private static bool IsAway(Exception e) =>
        e is HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException or OperationCanceledException or JsonException;
}

/// <summary>Elasticsearch cannot be reached, is overloaded, or does not let the shop in.</summary>
internal sealed class ElasticUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

internal sealed record ElasticReply<T>(HttpStatusCode Status, T? Body, ElasticError? Error)
    where T : class
{
    public bool IsMissing => Status == HttpStatusCode.NotFound;

    /// <summary>The body of a request that had to succeed.</summary>
    /// <exception cref="ElasticRefusedException">It did not.</exception>
    public T Required => Body ?? throw new ElasticRefusedException(Status, Error);
}

/// <summary>The cluster understood nothing of it, or did not like what it understood: a fault of the module.</summary>
internal sealed class ElasticRefusedException(HttpStatusCode status, ElasticError? error)
    : Exception($"Elasticsearch refused a request with {(int)status}: {error?.Type}: {error?.Reason}");

internal sealed record ElasticError(string? Type, string? Reason);
