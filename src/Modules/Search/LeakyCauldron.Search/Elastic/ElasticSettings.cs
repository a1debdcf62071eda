using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Search.Elastic;

/// <summary>
/// Where the cluster is and how to sign in: <c>Elasticsearch:Url</c> (with <c>user:password@</c> if need be), <c>Elasticsearch:ApiKey</c>, and
/// <c>Elasticsearch:Index</c>, the alias under which the shop's products are found.
/// </summary>
internal sealed partial class ElasticSettings
{
    private ElasticSettings(Uri address, AuthenticationHeaderValue? authorization, string index) =>
        (Address, Authorization, Index) = (address, authorization, index);

    /// <summary>Without user and password.</summary>
    public Uri Address { get; }

    public AuthenticationHeaderValue? Authorization { get; }

    /// <summary>Alias of the index that readers use.</summary>
    public string Index { get; }

    /// <summary>Alias of the index in the making.</summary>
    public string NextIndex => $"{Index}-next";

    public static bool AreGiven(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration["Elasticsearch:Url"]);

    /// <exception cref="InvalidStartException">A setting is not usable; the message does not repeat its secrets.</exception>
    public static ElasticSettings Read(IConfiguration configuration)
    {
        var given = configuration["Elasticsearch:Url"]!.Trim();
        if (
            !Uri.TryCreate(given, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https")
            || url.Host.Length == 0
            || url.Query.Length > 0
            || url.Fragment.Length > 0
        )
        {
            throw new InvalidStartException(
                "Elasticsearch__Url must be an address such as https://search.example:9200 or http://user:password@host:9200."
            );
        }

        var index = configuration["Elasticsearch:Index"] is { Length: > 0 } named ? named : "leaky-products";
        if (!IndexName().IsMatch(index))
        {
            throw new InvalidStartException(
                "Elasticsearch__Index must be 1 to 100 lower-case letters, digits, - and _, and begin with a letter or digit."
            );
        }

        var apiKey = configuration["Elasticsearch:ApiKey"]?.Trim();
        if (!string.IsNullOrEmpty(apiKey) && url.UserInfo.Length > 0)
        {
            throw new InvalidStartException("Elasticsearch__ApiKey and a user in Elasticsearch__Url are both given: unset one of them.");
        }

        return new ElasticSettings(Plain(url), Authorize(url, apiKey), index);
    }

    private static AuthenticationHeaderValue? Authorize(Uri url, string? apiKey)
    {
        if (!string.IsNullOrEmpty(apiKey))
        {
            if (apiKey.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                throw new InvalidStartException("Elasticsearch__ApiKey must be the encoded key that Elasticsearch gave, on one line.");
            }

            return new AuthenticationHeaderValue("ApiKey", apiKey);
        }

        return url.UserInfo.Length == 0
            ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
    }

    /// <summary>A path stays, for a cluster behind a proxy.</summary>
    private static Uri Plain(Uri url) =>
        new UriBuilder(url)
        {
            UserName = "",
            Password = "",
            Path = url.AbsolutePath.TrimEnd('/') + "/",
        }.Uri;

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,99}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IndexName();
}
