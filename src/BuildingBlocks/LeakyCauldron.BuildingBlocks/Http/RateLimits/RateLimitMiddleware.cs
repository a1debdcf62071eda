using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeakyCauldron.BuildingBlocks.Http.RateLimits;

/// <summary>Limits the endpoints that ask for it, by the caller's address, and tells with each answer what is left (draft-ietf-httpapi-ratelimit-headers-10).</summary>
public sealed class RateLimitMiddleware(RequestDelegate next, ShopRateLimiter limiter)
{
    /// <summary>Goes on, or answers 429.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        if (
            http.GetEndpoint()?.Metadata.GetMetadata<RateLimitMetadata>() is not { } limited
            || limiter.Take(limited.Policy, KeyOf(http)) is not { } state
        )
        {
            return next(http);
        }

        var (name, limit, window) = state.Policy;
        http.Response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={limit};w={(int)window.TotalSeconds}");
        http.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={state.Remaining};t={state.ResetSeconds}");
        return state.Refusal is { } refusal ? Problems.WriteAsync(http, refusal) : next(http);
    }

    /// <summary>A whole IPv6 network of the smallest size handed to one customer counts as one address.</summary>
    private static string KeyOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}

/// <summary>Puts the limits into the host.</summary>
public static class RateLimitSetup
{
    /// <summary>The limiter; modules add their policies with <see cref="RateLimitConventions.AddRateLimitPolicy"/>.</summary>
    public static IServiceCollection AddShopRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(provider => new ShopRateLimiter(provider.GetServices<RateLimitPolicy>(), configuration));
        return services;
    }

    /// <summary>After routing, before authentication.</summary>
    public static IApplicationBuilder UseShopRateLimits(this IApplicationBuilder app) => app.UseMiddleware<RateLimitMiddleware>();
}
