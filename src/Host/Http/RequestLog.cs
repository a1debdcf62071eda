using System.Diagnostics;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Pipeline;

namespace LeakyCauldron.Host.Http;

/// <summary>One line a request, by route and never by path: a guest cart's id in a path is a key.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        // The request's own, taken now: what runs inside has its own.
        var activity = Activity.Current;
        try
        {
            await LogAsync(http);
        }
        finally
        {
            if (activity is { IsAllDataRequested: true } && http.GetEndpoint()?.Metadata.GetMetadata<ModuleMetadata>()?.Module is { } module)
            {
                activity.SetTag(TraceTags.Module, module);
                activity.SetTag(TraceTags.Hop, http.Request.Headers.ContainsKey(HopTokens.Header) ? true : null);
            }
        }
    }

    private async Task LogAsync(HttpContext http)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            await next(http);
            return;
        }

        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
            var module = http.GetEndpoint()?.Metadata.GetMetadata<ModuleMetadata>()?.Module;
            Answered(logger, http.Request.Method, route, http.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds, module);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Route} {Status} in {Milliseconds:0.0} ms ({Module})")]
    private static partial void Answered(ILogger logger, string method, string route, int status, double milliseconds, string? module);
}
