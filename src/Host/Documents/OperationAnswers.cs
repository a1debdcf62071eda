using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.RateLimits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LeakyCauldron.Host.Documents;

/// <summary>What the pipeline in front of an endpoint can answer in its place, and in a reader's words when.</summary>
internal static class OperationAnswers
{
    private static readonly Dictionary<string, string> Descriptions = new(StringComparer.Ordinal)
    {
        ["200"] = "Done; the present state",
        ["201"] = "Created",
        ["202"] = "Accepted; it is done behind the call",
        ["204"] = "Done; there is nothing to show",
        ["301"] = "It has moved to the address in Location",
        ["304"] = "It still has the ETag that the caller knows",
        ["400"] = "Something in the request is wrong; `errors` says where",
        ["401"] = "No access token, or not a valid one",
        ["402"] = "The payment was declined; nothing changed",
        ["403"] = "The access token lacks the role",
        ["404"] = "There is no such thing, or it is another person's",
        ["409"] = "The present state does not allow it; `code` says why",
        ["412"] = "It has changed since it was read; `current` is what it is now",
        ["413"] = "The body is larger than this call accepts",
        ["415"] = "This call does not read that media type or encoding",
        ["422"] = "The Idempotency-Key was used for another request, or the request contradicts an earlier one",
        ["429"] = "Too many calls; `Retry-After` says when to come back",
        ["500"] = "A failure on our side; `traceId` finds it in the logs",
        ["503"] = "The shop is not open yet, or something that it needs does not answer; `Retry-After` says when to come back",
    };

    public static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var guards = metadata.OfType<IAuthorizeData>().ToArray();
        var responses = operation.Responses ??= [];
        Add("400", operation.RequestBody is not null || operation.Parameters is { Count: > 0 });
        Add("401", guards.Length > 0);
        Add("403", guards.Any(g => g.Policy is Policies.Staff or Policies.Admin));
        Add("413", operation.RequestBody is not null);
        Add("415", operation.RequestBody is not null);
        Add("429", metadata.OfType<RateLimitMetadata>().Any());
        Add("500", true);
        Add("503", true);
        operation.Responses = [];
        foreach (var (status, response) in responses.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            operation.Responses.Add(status, Shared(status, response));
        }

        return Task.CompletedTask;

        void Add(string status, bool applies)
        {
            if (applies)
            {
                responses.TryAdd(status, ProblemReference(status));
            }
        }

        IOpenApiResponse Shared(string status, IOpenApiResponse response)
        {
            if (response is not OpenApiResponse own)
            {
                return response;
            }

            own.Description = Descriptions.GetValueOrDefault(status, own.Description ?? status);
            return own.Content is { Count: 1 } content && content.ContainsKey(Problems.MediaType) && ProblemExamples.Statuses.Contains(status)
                ? ProblemReference(status)
                : own;
        }

        OpenApiResponseReference ProblemReference(string status) => new(ComponentOf(status), context.Document);
    }

    /// <summary>The problems that operations refer to, each with a typical one.</summary>
    public static Task AddProblems(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Responses = ProblemExamples.Statuses.ToDictionary(
            ComponentOf,
            s => (IOpenApiResponse)Response(s, document),
            StringComparer.Ordinal
        );
        return Task.CompletedTask;
    }

    private static string ComponentOf(string status) => $"Problem{status}";

    private static OpenApiResponse Response(string status, OpenApiDocument document) =>
        new()
        {
            Description = Descriptions[status],
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [Problems.MediaType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), document), Example = ProblemExamples.Of(status) },
            },
        };
}
