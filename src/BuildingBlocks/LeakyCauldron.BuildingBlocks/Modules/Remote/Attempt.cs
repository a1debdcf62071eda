using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>How one attempt of a call ended.</summary>
internal enum AttemptOutcome
{
    /// <summary>There is an answer, whatever it says.</summary>
    Answered,

    /// <summary>It certainly had no effect: nothing was sent, or the other side said so.</summary>
    NotDone,

    /// <summary>It had no effect, and will have one soon: the other side does not know this process yet.</summary>
    Stranger,

    /// <summary>It had no effect, and will have one soon: the other side is still starting.</summary>
    Starting,

    /// <summary>Nobody knows.</summary>
    Unclear,
}

/// <summary>One attempt of a call.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Body">The answer's JSON.</param>
/// <param name="Failure">What would have been an exception in this process.</param>
/// <param name="Reason">For the log.</param>
internal sealed record Attempt(AttemptOutcome Outcome, byte[]? Body = null, RemoteFailureException? Failure = null, string? Reason = null)
{
    private const int Misdirected = 421;

    public static Attempt Of(HttpRequestException e) =>
        e.HttpRequestError switch
        {
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError => new(AttemptOutcome.NotDone, Reason: e.Message),
            HttpRequestError.ConfigurationLimitExceeded => Broken(AttemptOutcome.Answered, "The answer is too large."),
            _ => new(AttemptOutcome.Unclear, Reason: e.Message),
        };

    public static async Task<Attempt> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsByteArrayAsync(ct);
        var status = (int)response.StatusCode;
        if (status == 200)
        {
            return new(AttemptOutcome.Answered, body);
        }

        var error = ErrorIn(response.Content.Headers.ContentType, body);
        return (status, error?.Code) switch
        {
            (401, ContractEndpoint.UnknownToken) => new(AttemptOutcome.Stranger, Reason: error!.Message),
            (401, _) => new(AttemptOutcome.NotDone, Reason: error?.Message ?? "401"),
            (503, "starting") => new(AttemptOutcome.Starting, Reason: error!.Message),
            (Misdirected, _) => new(AttemptOutcome.NotDone, Reason: error?.Message ?? $"{status}"),
            (502 or 504, _) => new(AttemptOutcome.Unclear, Reason: $"{status}"),
            (503, not null) => new(AttemptOutcome.Unclear, Failure: new(status, error), Reason: error.Code),
            _ => Broken(AttemptOutcome.Answered, $"The owner answered {status} {error?.Code}."),
        };
    }

    private static Attempt Broken(AttemptOutcome outcome, string message) =>
        new(outcome, Failure: new RemoteFailureException(500, new Error(ErrorKind.Unavailable, "internal_error", message)), Reason: message);

    private static Error? ErrorIn(MediaTypeHeaderValue? type, byte[] body)
    {
        if (type?.MediaType != Problems.MediaType)
        {
            return null;
        }

        try
        {
            var problem = JsonSerializer.Deserialize<Problem>(body, Json.Wire)!;
            return Error.Unavailable(problem.Code, problem.Detail);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
