namespace LeakyCauldron.Catalog.Features.ListProducts;

/// <summary>A page, or 304 for who has it.</summary>
internal sealed class ListResult(SerializedPage page) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = page.ETag;
        response.Headers.CacheControl = "public, no-cache";
        if (Etag.Matches(httpContext.Request.Headers.IfNoneMatch, page.ETag, weak: true))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = page.Body.Length;
        return response.Body.WriteAsync(page.Body, httpContext.RequestAborted).AsTask();
    }
}
