using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Http.RateLimits;

/// <summary>How many calls one address, or one account, may make.</summary>
/// <param name="Name">Names it at endpoints and in the RateLimit headers.</param>
/// <param name="Limit">Calls at once, and calls a window in the long run.</param>
/// <param name="Window">Time in which a spent limit is whole again.</param>
public sealed record RateLimitPolicy(string Name, int Limit, TimeSpan Window);

/// <summary>The endpoint is limited by the caller's address.</summary>
public sealed record RateLimitMetadata(string Policy);

/// <summary>How limits are declared.</summary>
public static class RateLimitConventions
{
    /// <summary>A policy of this module.</summary>
    public static IServiceCollection AddRateLimitPolicy(this IServiceCollection services, RateLimitPolicy policy) => services.AddSingleton(policy);

    /// <summary>Limits the endpoint by the caller's address: 429 <c>rate_limited</c>.</summary>
    public static RouteHandlerBuilder RateLimited(this RouteHandlerBuilder endpoint, string policy) =>
        endpoint.WithMetadata(new RateLimitMetadata(policy)).ProducesProblems(429);
}
