using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace LeakyCauldron.Catalog.Products;

/// <summary>A product that was made or changed.</summary>
internal sealed record ProductWritten(Guid Id);

/// <summary>
/// A product with an entity tag of two parts: the revision, which writes are checked against, and a hash of the body, because stock, sales and ratings
/// move without anybody editing the product.
/// </summary>
internal sealed class ProductResult(int status, FoundProduct found, string? location = null) : IResult
{
    /// <summary>The answer to a write: the product as it is now.</summary>
    public static async Task<IResult> OfWriteAsync(
        Result<ProductWritten> written,
        int status,
        ProductReader reader,
        ShopCurrency shop,
        CancellationToken ct
    )
    {
        if (written.IsError)
        {
            return written.Error.ToHttp();
        }

        var found = await reader.FindAsync(written.Value.Id.ToString(), shop.Default, ct);
        return found.Product is null
            ? Error.NotFound("product").ToHttp()
            : new ProductResult(status, found, status == 201 ? $"/api/v1/catalog/products/{Uri.EscapeDataString(found.Product.Slug)}" : null);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(found.Product, Json.Wire);
        var etag = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{found.Revision}-{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\""
        );
        var response = httpContext.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = found.Visible ? "public, no-cache" : "private, no-cache";
        if (location is not null)
        {
            response.Headers.Location = location;
        }

        if (status == 200 && HttpMethods.IsGet(httpContext.Request.Method) && Etag.Matches(httpContext.Request.Headers.IfNoneMatch, etag, weak: true))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>A write's condition: holds if a tag's revision is the present one.</summary>
internal sealed class ProductPrecondition(ProductReader reader, ShopCurrency shop)
{
    /// <summary>Null if there is no condition or it holds; else 412 with the present product.</summary>
    public async Task<Error?> CheckAsync(IfMatch ifMatch, Product product, CancellationToken ct)
    {
        if (ifMatch.Header.Count == 0 || Holds(ifMatch, product.Revision))
        {
            return null;
        }

        var current = await reader.FindAsync(product.Id.ToString(), shop.Default, ct);
        return new Error(ErrorKind.PreconditionFailed, "precondition_failed", "It has changed since you read it.").With("current", current.Product);
    }

    private static bool Holds(IfMatch ifMatch, long revision)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"\"{revision}-");
        return EntityTagHeaderValue.TryParseList([.. ifMatch.Header.OfType<string>()], out var tags)
            && tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || (!t.IsWeak && t.Tag.ToString().StartsWith(prefix, StringComparison.Ordinal)));
    }
}
