using System.Net;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Routing;

/// <summary>
/// Who the client is. What a request says of that is believed from two sides only: a process of the shop that proves to be one, and the proxies in front that
/// <c>Proxies:Trusted</c> names (addresses and networks, by comma). From anyone else it is neither read nor passed on.
/// </summary>
internal sealed class ClientAddress(RequestDelegate next, HopTokens tokens, IConfiguration configuration)
{
    public const string For = "X-Forwarded-For";
    public const string Proto = "X-Forwarded-Proto";
    public const string Host = "X-Forwarded-Host";
    public const string Prefix = "X-Forwarded-Prefix";
    public const string Forwarded = "Forwarded";

    /// <summary>All that may tell where a request came from.</summary>
    public static readonly string[] Headers = [For, Proto, Host, Prefix, Forwarded, "X-Forwarded-Port", "X-Forwarded-Server", "X-Real-IP"];

    private readonly IPNetwork[] _trusted = Read(configuration["Proxies:Trusted"]);

    /// <summary>As far as it is known; IPv4 in its own form.</summary>
    public static IPAddress Of(HttpContext http) => Plain(http.Connection.RemoteIpAddress ?? IPAddress.None);

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.TryGetValue(HopTokens.Header, out var hop) && hop.Count == 1 && tokens.Verify(hop[0]!))
        {
            Believe(http, trustAll: true);
        }
        else if (_trusted.Length > 0 && IsTrusted(Of(http)))
        {
            Believe(http, trustAll: false);
        }

        return next(http);
    }

    private void Believe(HttpContext http, bool trustAll)
    {
        var chain = http.Request.Headers[For].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = chain.Length - 1; i >= 0 && IPAddress.TryParse(chain[i], out var address); i--)
        {
            http.Connection.RemoteIpAddress = Plain(address);
            if (trustAll || !IsTrusted(Plain(address)))
            {
                break;
            }
        }

        var scheme = http.Request.Headers[Proto].ToString();
        if (scheme is "http" or "https")
        {
            http.Request.Scheme = scheme;
        }
    }

    private bool IsTrusted(IPAddress address) => Array.Exists(_trusted, n => n.Contains(address));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork[] Read(string? setting) =>
        [
            .. (setting ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(text =>
                    IPNetwork.TryParse(text, out var network) ? network
                    : IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
                    : throw new InvalidStartException($"Proxies__Trusted names \"{text}\", which is neither an address nor a network.")
                ),
        ];
}
