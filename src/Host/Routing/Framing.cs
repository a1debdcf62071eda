using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;

namespace LeakyCauldron.Host.Routing;

/// <summary>
/// The server's parser refuses what is malformed; this refuses what it tolerates and another server might read as two requests: both a length and a transfer encoding.
/// </summary>
internal static class Framing
{
    /// <summary>Where the server puts the length that it ignores in favour of the transfer encoding.</summary>
    private const string Ignored = "X-Content-Length";

    public static Task CheckAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || (headers.ContentLength is null && !headers.ContainsKey(Ignored)))
        {
            return next(http);
        }

        http.Response.Headers.Connection = "close";
        return Problems.WriteAsync(http, Error.Validation("request", "Both Content-Length and Transfer-Encoding are given.", "ambiguous_length"));
    }
}
