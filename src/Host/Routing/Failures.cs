using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.Host.Http;
using Yarp.ReverseProxy.Forwarder;

namespace LeakyCauldron.Host.Routing;

/// <summary>How far an attempt came.</summary>
internal enum FailureKind
{
    /// <summary>Nobody could be asked.</summary>
    Nobody,

    /// <summary>No connection: nothing was sent.</summary>
    NotSent,

    /// <summary>It may have been carried out.</summary>
    Broken,

    /// <summary>It may be carried out still.</summary>
    TimedOut,

    /// <summary>The instance answered that it cannot now.</summary>
    Refused,

    /// <summary>The caller's own doing.</summary>
    Caller,
}

/// <summary>An attempt that did not answer the caller.</summary>
internal sealed record Failure(FailureKind Kind, int Status, Error Error);

/// <summary>From what went wrong to what the caller is told: 503 where nothing was done, 502 where nobody knows, 504 where it took too long.</summary>
internal static class Failures
{
    public static Failure Nobody(Route route) => new(FailureKind.Nobody, 503, Unavailable(route, "does not answer"));

    public static Failure Loop(Route route) => new(FailureKind.Nobody, 503, Unavailable(route, "is not where another process believes it to be"));

    public static Failure HeldBack(Route route, int status) =>
        status == 504 ? new(FailureKind.Refused, 504, Late(route)) : new(FailureKind.Refused, 503, Unavailable(route, "does not answer"));

    public static Failure Of(Route route, ForwarderError error, Exception? exception, bool outOfTime) =>
        (error, Cause(exception)) switch
        {
            _ when outOfTime => new(FailureKind.TimedOut, 504, Late(route)),
            (ForwarderError.RequestTimedOut, _) => new(FailureKind.TimedOut, 504, Late(route)),
            (_, HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }) => new(
                FailureKind.NotSent,
                503,
                Unavailable(route, "cannot be reached")
            ),
            (ForwarderError.RequestBodyClient, BadHttpRequestException { StatusCode: 413 }) => new(
                FailureKind.Caller,
                413,
                new Error(ErrorKind.TooLarge, "body_too_large", "The body is larger than this call accepts.")
            ),
            (ForwarderError.RequestBodyClient, _) => new(
                FailureKind.Caller,
                400,
                Error.Validation("body", "The body cannot be read to its end.", "bad_request")
            ),


            (ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled, _)
            or
            (ForwarderError.ResponseBodyClient or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeResponseCanceled, _)
            or (ForwarderError.UpgradeRequestClient or ForwarderError.UpgradeResponseClient, _) => new(
                FailureKind.Caller,
                499,
                Unavailable(route, "was not waited for")
            ),
            _ => new(
                FailureKind.Broken,
                502,
                Named(
                    route,
                    new Error(ErrorKind.Unavailable, "bad_gateway", $"{Subject(route)} broke off before it answered; it may have been done.")
                )
            ),
        };

    /// <summary>The forwarder wraps what it finds on both sides of a body.</summary>
    private static Exception? Cause(Exception? exception) =>
        exception switch
        {
            AggregateException all => all.Flatten().InnerExceptions.FirstOrDefault(e => e is BadHttpRequestException) ?? all.InnerException,
            { InnerException: BadHttpRequestException bad } => bad,
            _ => exception,
        };

    public static Task WriteAsync(HttpContext http, Failure failure)
    {
        if (http.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        if (failure.Status == 499)
        {
            http.Response.StatusCode = 499;
            return Task.CompletedTask;
        }

        SecurityHeaders.Set(http.Response.Headers);
        return Problems.WriteAsync(http, failure.Status, failure.Error);
    }

    private static Error Late(Route route) =>
        Named(
            route,
            new Error(ErrorKind.Unavailable, "gateway_timeout", $"{Subject(route)} took too long; it may still be done.") { RetryAfterSeconds = 5 }
        );

    private static Error Unavailable(Route route, string what) =>
        Named(route, Error.Unavailable("module_unavailable", $"{Subject(route)} {what}; nothing was changed."));

    private static Error Named(Route route, Error error) =>
        (error.RetryAfterSeconds is null ? error with { RetryAfterSeconds = 2 } : error).With(
            route.Module is null ? "service" : "module",
            route.Name
        );

    private static string Subject(Route route) => route.Module is { } module ? $"The {module} module" : $"The service {route.Name}";
}
