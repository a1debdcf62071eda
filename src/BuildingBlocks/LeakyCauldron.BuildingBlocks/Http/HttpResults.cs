using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>From a handler's <see cref="Result{T}"/> to the answer.</summary>
public static class HttpResults
{
    /// <summary>200 with the value; with an ETag, 304 when the caller has it already.</summary>
    public static IResult ToOk<T>(this Result<T> result, Func<T, string>? etag = null, string? cacheControl = null) =>
        result.IsError
            ? new ErrorHttpResult(result.Error)
            : new ValueHttpResult<T>(200, result.Value, etag?.Invoke(result.Value), null, cacheControl);

    /// <summary>201 with the value and its address.</summary>
    public static IResult ToCreated<T>(this Result<T> result, Func<T, string> location, Func<T, string>? etag = null) =>
        result.IsError
            ? new ErrorHttpResult(result.Error)
            : new ValueHttpResult<T>(201, result.Value, etag?.Invoke(result.Value), location(result.Value), null);

    /// <summary>202 with the value.</summary>
    public static IResult ToAccepted<T>(this Result<T> result, Func<T, string>? location = null) =>
        result.IsError ? new ErrorHttpResult(result.Error) : new ValueHttpResult<T>(202, result.Value, null, location?.Invoke(result.Value), null);

    /// <summary>204.</summary>
    public static IResult ToNoContent<T>(this Result<T> result) => result.IsError ? new ErrorHttpResult(result.Error) : TypedResults.NoContent();

    /// <summary>The refusal as an answer.</summary>
    public static IResult ToHttp(this Error error) => new ErrorHttpResult(error);

    private sealed class ErrorHttpResult(Error error) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Problems.WriteAsync(httpContext, error);
    }

    private sealed class ValueHttpResult<T>(int status, T value, string? etag, string? location, string? cacheControl) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            if (etag is not null)
            {
                response.Headers.ETag = etag;
                response.Headers.CacheControl = cacheControl ?? "private, no-cache";
                if (
                    HttpMethods.IsGet(httpContext.Request.Method)
                    && Etag.Matches(httpContext.Request.Headers[HeaderNames.IfNoneMatch], etag, weak: true)
                )
                {
                    response.StatusCode = StatusCodes.Status304NotModified;
                    return Task.CompletedTask;
                }
            }
            else
            {
                response.Headers.CacheControl = cacheControl ?? "no-store";
            }

            if (location is not null)
            {
                response.Headers.Location = location;
            }

            response.StatusCode = status;
            return response.WriteAsJsonAsync(value, Json.Wire, httpContext.RequestAborted);
        }
    }
}
