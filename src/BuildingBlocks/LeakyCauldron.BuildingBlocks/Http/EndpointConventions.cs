using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>Which module an endpoint belongs to; set by the host on each module's group.</summary>
public sealed record ModuleMetadata(string Module);

/// <summary>The endpoint honours <c>Idempotency-Key</c>.</summary>
public sealed record IdempotencyMetadata(bool Required);

/// <summary>Largest body the endpoint accepts, in bytes; the host's default is 1 MiB.</summary>
public sealed record BodyLimitMetadata(long Bytes) : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
{
    long? Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata.MaxRequestBodySize => Bytes;
}

/// <summary>How endpoints describe themselves.</summary>
public static class EndpointConventions
{
    /// <summary>Operation id (camelCase), tag and summary of the OpenAPI document.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string operationId, string tag, string summary) =>
        endpoint.WithName(operationId).WithTags(tag).WithSummary(summary);

    /// <summary>The problems it can answer.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.Produces<Problem>(status, Problems.MediaType);
        }

        return endpoint;
    }

    /// <summary>Honours <c>Idempotency-Key</c>; if required, a call without one is 400.</summary>
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder endpoint, bool required = false) =>
        endpoint.WithMetadata(new IdempotencyMetadata(required)).ProducesProblems(400, 409, 422);

    /// <summary>Accepts bodies up to this size.</summary>
    public static RouteHandlerBuilder BodyLimit(this RouteHandlerBuilder endpoint, long bytes) =>
        endpoint.WithMetadata(new BodyLimitMetadata(bytes)).ProducesProblems(413);
}
