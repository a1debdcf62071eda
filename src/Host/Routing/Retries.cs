namespace LeakyCauldron.Host.Routing;

/// <summary>
/// Which requests may be sent to another instance. A body has gone by when an answer fails, so only what has none, or was not begun, can be sent again.
/// </summary>
internal static class Retries
{
    public static bool Allow(HttpRequest request, FailureKind kind)
    {
        var method = request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
        {
            return kind is FailureKind.NotSent || (kind is FailureKind.Broken or FailureKind.TimedOut or FailureKind.Refused && !HasBody(request));
        }

        return kind is FailureKind.NotSent
            && (HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || request.Headers.ContainsKey("Idempotency-Key"));
    }

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;
}
