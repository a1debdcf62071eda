using System.Net;
using LeakyCauldron.BuildingBlocks.Discovery;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace LeakyCauldron.Host.Routing;

/// <summary>One attempt at one instance: what changes of the request and the answer on the way.</summary>
internal sealed class Hop(Route route, Destination destination, HopTokens tokens, CancellationTokenSource patience, bool mayRetry) : HttpTransformer
{
    private static readonly string[] Ours = ["X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"];

    /// <summary>The instance's own status; 0 if it did not answer.</summary>
    public int Status { get; private set; }

    /// <summary>The answer was held back: another instance may do better.</summary>
    public bool HeldBack { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken
    )
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var request = httpContext.Request;
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, PathOf(request), request.QueryString);

        // Whatever the caller wrote here is gone: what is forwarded is what this process saw, or was told by one it trusts.
        var headers = proxyRequest.Headers;
        foreach (var name in ClientAddress.Headers)
        {
            headers.Remove(name);
        }

        headers.Remove(HopTokens.Header);
        var address = ClientAddress.Of(httpContext);
        headers.TryAddWithoutValidation(ClientAddress.For, address.ToString());
        headers.TryAddWithoutValidation(ClientAddress.Proto, request.Scheme);
        headers.TryAddWithoutValidation(ClientAddress.Host, request.Host.Value);
        headers.TryAddWithoutValidation(HopTokens.Header, tokens.For(destination.Instance));
        if (route.Foreign is { } foreign)
        {
            // A service outside the shop expects its own name; an instance of the shop is to see what a single process would have seen.
            headers.Host = null;
            headers.TryAddWithoutValidation(ClientAddress.Forwarded, Standard(address, request));
            if (foreign.StripPrefix)
            {
                headers.TryAddWithoutValidation(ClientAddress.Prefix, foreign.Prefix);
            }
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext,
        HttpResponseMessage? proxyResponse,
        CancellationToken cancellationToken
    )
    {
        if (proxyResponse is null)
        {
            return true;
        }

        Status = (int)proxyResponse.StatusCode;
        if (mayRetry && Status is 502 or 503 or 504)
        {
            HeldBack = true;
            return false;
        }

        var response = httpContext.Response;
        foreach (var name in Ours)
        {
            if (route.Foreign is null || proxyResponse.Headers.Contains(name))
            {
                response.Headers.Remove(name);
            }
        }

        // A stream has no end to wait for; silence still ends it.
        if (proxyResponse.StatusCode == HttpStatusCode.SwitchingProtocols || IsEventStream(proxyResponse))
        {
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        var copied = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (route.Foreign is { Settings.Affinity: true } sticky && Affinity.Of(httpContext, sticky) != destination.AffinityKey)
        {
            Affinity.Set(httpContext, sticky, destination);
        }

        return copied;
    }

    /// <summary>As it was written: parsing the header costs more than the rest of this.</summary>
    private static bool IsEventStream(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues(HeaderNames.ContentType, out var types)
        && types.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private PathString PathOf(HttpRequest request) =>
        route.Foreign is { StripPrefix: true } foreign
            ? new PathString(request.Path.Value!.Length > foreign.Prefix.Length ? request.Path.Value[foreign.Prefix.Length..] : "/")
            : request.Path;

    /// <summary>RFC 7239.</summary>
    private static string Standard(IPAddress address, HttpRequest request)
    {
        var node = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"\"[{address}]\"" : address.ToString();
        return $"for={node};proto={request.Scheme};host=\"{request.Host.Value?.Replace("\"", "", StringComparison.Ordinal)}\"";
    }
}
