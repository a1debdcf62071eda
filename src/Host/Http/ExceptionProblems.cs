using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules.Remote;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace LeakyCauldron.Host.Http;

/// <summary>What was thrown becomes a problem: the caller's mistakes are named, ours only have a trace id.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        SecurityHeaders.Set(httpContext.Response.Headers);
        var error = Explain(exception);
        if (error is null)
        {
            Unhandled(logger, exception, httpContext.GetEndpoint()?.DisplayName);
            await Problems.WriteAsync(httpContext, 500, new Error(ErrorKind.Unavailable, "internal_error", "Something went wrong on our side."));
        }
        else
        {
            await Problems.WriteAsync(httpContext, error);
        }

        return true;
    }

    private static Error? Explain(Exception exception) =>
        exception switch
        {
            BadHttpRequestException { StatusCode: 413 } => new Error(
                ErrorKind.TooLarge,
                "body_too_large",
                "The body is larger than this call accepts."
            ),
            BadHttpRequestException { StatusCode: 415 } => new Error(
                ErrorKind.UnsupportedMediaType,
                "unsupported_media_type",
                "This call reads application/json."
            ),
            InvalidTextException or BadHttpRequestException { InnerException: InvalidTextException } => RequestText.Refused("body"),
            BadHttpRequestException { InnerException: JsonException json } => Explain(json),
            BadHttpRequestException bad => Error.Validation(ParameterIn(bad.Message), Sentence(bad), "bad_request"),
            IdempotencyLeaseLostException lost => Error.Conflict("request_in_progress", lost.Message) with { RetryAfterSeconds = 1 },
            RemoteFailureException { Status: 503 } remote => remote.Error,
            NpgsqlException { IsTransient: true } => Error.Unavailable("database_unavailable", "The database does not answer."),
            _ => null,
        };

    private static Error Explain(JsonException json)
    {
        var path = json.Path is { Length: > 2 } p ? p[2..] : "body";
        return json switch
        {
            { InnerException: not null } when json.InnerException.GetType().Name == "JsonReaderException" => Error.Validation(
                path,
                "This is not JSON.",
                "malformed_json"
            ),
            _ when json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) => Error.Validation(
                path,
                "This field is not known.",
                "unknown_field"
            ),
            _ when json.Message.Contains("was missing required properties", StringComparison.Ordinal) => Missing(path, json.Message),
            _ => Error.Validation(path, "The value is not of the expected type.", "invalid_field"),
        };
    }

    /// <summary>The serialiser lists them between quotes: <c>… including: 'sku', 'quantity'.</c></summary>
    private static Error Missing(string path, string message)
    {
        var names = message[(message.LastIndexOf("including:", StringComparison.Ordinal) + 1)..].Split('\'').Where((_, i) => i % 2 == 1);
        var prefix = path == "body" ? "" : path + ".";
        return Error.Validation(names.ToDictionary(n => prefix + n, _ => new[] { "This is required." }, StringComparer.Ordinal), "missing_field");
    }

    private static string Sentence(BadHttpRequestException bad) =>
        bad.Message.StartsWith("Failed to bind", StringComparison.Ordinal) ? "The value is not of the expected type."
        : bad.Message.StartsWith("Required parameter", StringComparison.Ordinal) ? "This is required."
        : "The request cannot be read.";

    /// <summary>The framework names the parameter between quotes: <c>Failed to bind parameter "int limit" from "x".</c></summary>
    private static string ParameterIn(string message)
    {
        var parts = message.Split('"');
        return parts.Length > 1 ? parts[1].Split(' ')[^1] : "request";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Unhandled exception in {Endpoint}")]
    private static partial void Unhandled(ILogger logger, Exception exception, string? endpoint);
}
