using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace LeakyCauldron.Registry.Directory;

internal enum RegistryRights
{
    None,

    /// <summary>A foreign service's: everything but what is the shop's own.</summary>
    Service,

    /// <summary>The shop's own processes and other registries.</summary>
    Shop,
}

/// <summary>Who may speak to the registry: HTTP Basic credentials or, where the setting allows it, a socket on loopback that nothing was forwarded through.</summary>
internal sealed class RegistryAccess(RegistryOptions options)
{
    private static readonly string[] ForwardedHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    public RegistryRights RightsOf(HttpContext http)
    {
        var name = options.Username ?? "";
        if (Read(http.Request.Headers.Authorization.ToString()) is { } given)
        {
            return Same(given, $"{name}:{options.OwnPassword}") && options.OwnPassword is not null ? RegistryRights.Shop
                : Same(given, $"{name}:{options.Password}") && options.Password is not null ? RegistryRights.Service
                : RegistryRights.None;
        }

        return !IsLoopback(http) ? RegistryRights.None
            : options.ModulePassword is null ? RegistryRights.Shop
            : RegistryRights.Service;
    }

    /// <summary>Whether the caller may name loopback addresses.</summary>
    public bool IsLoopback(HttpContext http) =>
        options.AllowLoopback
        && http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && !Array.Exists(ForwardedHeaders, http.Request.Headers.ContainsKey);

    /// <summary>An endpoint's filter.</summary>
    public static async ValueTask<object?> RequireAsync(RegistryRights needed, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var rights = http.RequestServices.GetRequiredService<RegistryAccess>().RightsOf(http);
        if (rights == RegistryRights.None)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"registry\", charset=\"UTF-8\"";
            return Error.Unauthorized("registry_credentials_required", "The registry needs its own name and password.").ToHttp();
        }

        return rights >= needed
            ? await next(context)
            : Error.Forbidden("shop_credentials_required", "Only the shop's own processes may do this.").ToHttp();
    }

    private static string? Read(string header)
    {
        const string Scheme = "Basic ";
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return header.Length == 0 ? null : "";
        }

        var bytes = new byte[header.Length];
        return Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    /// <summary>In the same time whatever differs.</summary>
    private static bool Same(string given, string wanted) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(wanted)));
}
