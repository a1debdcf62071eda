using System.Diagnostics;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.AspNetCore.Diagnostics;
using Yarp.ReverseProxy.Forwarder;

namespace LeakyCauldron.Host.Routing;

/// <summary>Sends a request to an instance by YARP's forwarder, and to another one where that is safe and the first did not answer.</summary>
internal sealed class Forwarder(IHttpForwarder yarp, HopTokens tokens, RoutingMetrics metrics) : IDisposable
{
    private const int MostAttempts = 3;

    private static readonly ForwarderRequestConfig Request = new() { ActivityTimeout = TimeSpan.FromSeconds(100) };

    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
            // As they were read: what is wrong with a header is its reader's to say.
            RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Below the time after which our own server closes an idle connection, so that none breaks just as it is used.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        }
    );

    public async Task ForwardAsync(HttpContext http, Route route)
    {
        if (http.Request.Headers.ContainsKey(HopTokens.Header))
        {
            await Failures.WriteAsync(http, Failures.Loop(route));
            return;
        }

        List<Destination>? tried = null;
        var failure = Failures.Nobody(route);
        var affinity = route.Foreign is { Settings.Affinity: true } sticky ? Affinity.Of(http, sticky) : null;
        for (var attempt = 1; ; attempt++)
        {
            if (route.Pool.Enter(tried, affinity) is not { } destination)
            {
                await Failures.WriteAsync(http, failure);
                metrics.Count(route, http.Response.StatusCode);
                return;
            }

            (tried ??= []).Add(destination);
            var more = attempt < MostAttempts && tried.Count < route.Pool.Destinations.Count;
            var result = await TryAsync(http, route, destination, more);
            if (result is null)
            {
                metrics.Count(route, http.Response.StatusCode);
                return;
            }

            failure = result;
            if (!more || !Retries.Allow(http.Request, result.Kind) || http.Response.HasStarted)
            {
                await Failures.WriteAsync(http, failure);
                metrics.Count(route, http.Response.StatusCode);
                return;
            }

            // What the attempt left behind; the next one begins with an answer that nothing was said of.
            http.Response.StatusCode = StatusCodes.Status200OK;
            metrics.CountRetry(route);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Null if the caller has been answered.</summary>
    private async Task<Failure?> TryAsync(HttpContext http, Route route, Destination destination, bool more)
    {
        using var patience = new CancellationTokenSource(route.Settings.Total);
        var hop = new Hop(route, destination, tokens, patience, more && Retries.Allow(http.Request, FailureKind.Refused));
        var filler = http.Features.Get<IStatusCodePagesFeature>();
        filler?.Enabled = false;
        var error = await yarp.SendAsync(http, destination.Address, _client, Request, hop, patience.Token);
        if (error == ForwarderError.None)
        {
            destination.Leave(reached: true, hop.Status);
            return hop.HeldBack ? Failures.HeldBack(route, hop.Status) : null;
        }

        var exception = http.Features.Get<IForwarderErrorFeature>()?.Exception;
        var failure = Failures.Of(route, error, exception, patience.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested);
        destination.Leave(failure.Kind == FailureKind.Caller ? null : hop.Status > 0, hop.Status > 0 ? hop.Status : 502);
        return failure;
    }
}
