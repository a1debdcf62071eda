using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>The shop's address in tokens, links and mails. It comes from the settings alone: a request's Host header is the caller's choice.</summary>
public static class PublicUrl
{
    /// <summary><c>Shop:PublicUrl</c>, else loopback at <c>PORT</c> (8080); absolute, without a trailing slash.</summary>
    /// <exception cref="Modules.InvalidStartException">Not an absolute http or https address.</exception>
    public static string Of(IConfiguration configuration)
    {
        var url = configuration["Shop:PublicUrl"] is { Length: > 0 } given ? given : $"http://127.0.0.1:{configuration["PORT"] ?? "8080"}";
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { Query: "", Fragment: "" }
            ? uri.AbsoluteUri.TrimEnd('/')
            : throw new Modules.InvalidStartException($"Shop__PublicUrl is \"{url}\", which is not an http or https address.");
    }
}
