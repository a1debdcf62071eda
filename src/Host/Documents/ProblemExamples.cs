using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.Host.Documents;

/// <summary>A typical problem of each status.</summary>
internal static class ProblemExamples
{
    private static readonly Dictionary<string, (string Code, string Detail)> Typical = new(StringComparer.Ordinal)
    {
        ["400"] = ("validation_failed", "One or more fields are not valid."),
        ["401"] = ("unauthorized", "Sign in first."),
        ["402"] = ("payment_declined", "The bank said no. Nothing was ordered."),
        ["403"] = ("forbidden", "This needs a role or scope that the caller does not have."),
        ["404"] = ("not_found", "There is nothing at this address."),
        ["409"] = ("request_in_progress", "The first call with this key is still running."),
        ["412"] = ("precondition_failed", "It has changed since you read it."),
        ["413"] = ("body_too_large", "The body is larger than this call accepts."),
        ["415"] = ("unsupported_media_type", "This call does not read that media type."),
        ["422"] = ("idempotency_key_reused", "This key was used for another request."),
        ["429"] = ("rate_limited", "Too many calls. Try again later."),
        ["500"] = ("internal_error", "Something went wrong on our side."),
        ["503"] = ("database_unavailable", "The database does not answer."),
    };

    public static IEnumerable<string> Statuses => Typical.Keys;

    public static JsonObject Of(string status)
    {
        var (code, detail) = Typical[status];
        var number = int.Parse(status, null);
        var problem = new JsonObject
        {
            ["type"] = $"urn:leaky-cauldron:problem:{code}",
            ["title"] = ReasonPhrases.GetReasonPhrase(number),
            ["status"] = number,
            ["detail"] = detail,
            ["instance"] = "/api/v1/me",
            ["code"] = code,
            ["traceId"] = "0af7651916cd43dd8448eb211c80319c",
        };
        if (number == StatusCodes.Status400BadRequest)
        {
            problem["errors"] = new JsonObject { ["field"] = new JsonArray("Is required.") };
        }

        return problem;
    }
}
