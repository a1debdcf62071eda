using Microsoft.AspNetCore.Http.Features;

namespace LeakyCauldron.Host.Http;

/// <summary>
/// A body that nobody will read is still on its way: a connection closed now would break under a caller who does not listen before all is sent. It is read and thrown
/// away, within bounds.
/// </summary>
internal static class LargeBodies
{
    private const long MostDrained = 32 * 1024 * 1024;
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(10);

    public static async Task LetFinishAsync(HttpContext http, RequestDelegate next)
    {
        var body = http.Request.Body;
        await next(http);
        if (
            http.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false, MaxRequestBodySize: { } most } limit
            || http.Request.ContentLength is not { } length
            || length <= most
            || length > MostDrained
        )
        {
            return;
        }

        await http.Response.CompleteAsync();
        limit.MaxRequestBodySize = null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(LongestDrain);
        try
        {
            await body.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The caller is gone or too slow; the answer is out already.
            http.Abort();
        }
    }
}
