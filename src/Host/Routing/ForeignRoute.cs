using System.Globalization;
using LeakyCauldron.BuildingBlocks.Discovery;

namespace LeakyCauldron.Host.Routing;

/// <summary>How requests of one route are forwarded.</summary>
/// <param name="Total">Longest time until the answer is complete; streams are exempt once they have begun.</param>
/// <param name="Affinity">Keeps a caller at one instance by a cookie.</param>
/// <param name="MaxBody">Largest body in bytes; null is the host's default.</param>
/// <param name="PerMinute">Calls a minute of one client address; null is the edge's default.</param>
internal sealed record RouteSettings(TimeSpan Total, bool Affinity, long? MaxBody, int? PerMinute)
{
    public static readonly TimeSpan LongestTotal = TimeSpan.FromMinutes(15);
    public const long LargestBody = 64L * 1024 * 1024;
    public const int MostPerMinute = 1_000_000;

    public static RouteSettings Default { get; } = new(TimeSpan.FromMinutes(5), false, null, null);

    /// <summary>What an instance asks for; what is not a sensible value is as if not said.</summary>
    public static RouteSettings Of(IReadOnlyDictionary<string, string> metadata) =>
        new(
            Number(metadata, "timeoutSeconds", (long)LongestTotal.TotalSeconds) is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.FromSeconds(60),
            metadata.TryGetValue("affinity", out var affinity) && affinity == "cookie",
            Number(metadata, "maxBodyBytes", LargestBody),
            (int?)Number(metadata, "requestsPerMinute", MostPerMinute)
        );

    private static long? Number(IReadOnlyDictionary<string, string> metadata, string name, long most) =>
        metadata.TryGetValue(name, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && value > 0
        && value <= most
            ? value
            : null;
}

/// <summary>A path prefix that a service outside the shop receives.</summary>
internal sealed record ForeignRoute(string Prefix, string App, bool StripPrefix, RouteSettings Settings);

/// <summary>Which prefixes a stranger may have.</summary>
internal static class Prefixes
{
    private const int Longest = 200;

    private static readonly string[] Reserved =
    [
        "/api",
        "/connect",
        "/admin",
        "/eureka",
        "/health",
        "/metrics",
        "/openapi",
        "/swagger",
        "/map",
        "/images",
        "/.well-known",
        "/internal",
    ];

    /// <summary>Null if the prefix may be given away; else why not.</summary>
    public static string? Refusal(string? prefix, IEnumerable<string> modules)
    {
        if (
            prefix is null
            || prefix.Length is < 2 or > Longest
            || prefix[0] != '/'
            || prefix[^1] == '/'
            || prefix.Contains("//", StringComparison.Ordinal)
            || !prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or '~')
            || prefix.Split('/').Any(s => s is "." or "..")
        )
        {
            return "A prefix is a path such as /wands: letters, digits and -_.~ between slashes, none at the end.";
        }

        var first = prefix.IndexOf('/', 1) is var end and > 0 ? prefix[..end] : prefix;
        return Reserved.Contains(first, StringComparer.OrdinalIgnoreCase) || modules.Contains(first[1..], StringComparer.OrdinalIgnoreCase)
            ? $"{first} belongs to the shop."
            : null;
    }

    /// <summary>True for the prefix itself and everything below it.</summary>
    public static bool Covers(string prefix, string path) =>
        path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (path.Length == prefix.Length || path[prefix.Length] == '/');

    /// <summary>The prefix that an instance asks for, with a leading and without a trailing slash.</summary>
    public static string? Asked(ServiceInstance instance) =>
        instance.Metadata.TryGetValue(ServiceMetadata.Route, out var route) && route.Length > 0 ? route.TrimEnd('/') : null;
}
