using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>RFC 9457 problem details, with a stable <c>code</c> and the trace's id.</summary>
public sealed record Problem(string Type, string Title, int Status, string Detail, string Instance, string Code, string TraceId)
{
    /// <summary>Field path to messages; for 400.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Further members, such as <c>available</c>, <c>expected</c>, <c>actual</c>, <c>current</c>.</summary>
    [JsonExtensionData]
    public IDictionary<string, object?>? Extensions { get; init; }
}

/// <summary>The one place where an <see cref="Error"/> becomes HTTP.</summary>
public static class Problems
{
    /// <summary>Media type of problems.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The status of a kind.</summary>
    public static int StatusOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Validation => 400,
            ErrorKind.Unauthorized => 401,
            ErrorKind.PaymentRequired => 402,
            ErrorKind.Forbidden => 403,
            ErrorKind.NotFound => 404,
            ErrorKind.Conflict => 409,
            ErrorKind.PreconditionFailed => 412,
            ErrorKind.TooLarge => 413,
            ErrorKind.UnsupportedMediaType => 415,
            ErrorKind.Unprocessable => 422,
            ErrorKind.TooMany => 429,
            ErrorKind.Unavailable => 503,
            _ => 500,
        };

    /// <summary>Writes the problem; headers already sent cannot be taken back, so then it does nothing.</summary>
    public static Task WriteAsync(HttpContext http, Error error) => WriteAsync(http, StatusOf(error.Kind), error);

    /// <summary>Writes a problem with a status of its own, for 5xx.</summary>
    public static async Task WriteAsync(HttpContext http, int status, Error error)
    {
        if (http.Response.HasStarted)
        {
            return;
        }

        http.Response.StatusCode = status;
        if (error.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (status == 401 && http.Response.Headers.WWWAuthenticate.Count == 0)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
        }

        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsJsonAsync(Of(http, status, error), Json.Wire, MediaType, http.RequestAborted);
    }

    private static Problem Of(HttpContext http, int status, Error error) =>
        new(
            $"urn:leaky-cauldron:problem:{error.Code}",
            Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
            status,
            error.Message,
            http.Request.Path.Value ?? "/",
            error.Code,
            Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier
        )
        {
            Errors = error.Fields ?? (status == 400 ? new Dictionary<string, string[]>(StringComparer.Ordinal) : null),
            Extensions = error.Extensions is null ? null : new Dictionary<string, object?>(error.Extensions, StringComparer.Ordinal),
        };
}
