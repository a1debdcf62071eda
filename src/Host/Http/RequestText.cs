using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.Net.Http.Headers;

namespace LeakyCauldron.Host.Http;

/// <summary>
/// What a request says must be text, whichever field it is in: JSON in UTF-8, and nowhere U+0000, which Postgres cannot keep. Checked once, before any endpoint reads it.
/// </summary>
internal static class RequestText
{
    private const string Nul = "%00";

    public static async Task CheckAsync(HttpContext http, RequestDelegate next)
    {
        if (await FindingAsync(http.Request) is { } error)
        {
            await Problems.WriteAsync(http, error);
            return;
        }

        await next(http);
    }

    public static Error Refused(string field) => Error.Validation(field, "Text must not contain U+0000 or half of a surrogate pair.", "invalid_text");

    private static async Task<Error?> FindingAsync(HttpRequest request)
    {
        if (request.QueryString.Value?.Contains(Nul, StringComparison.Ordinal) == true && WithNul(request.Query) is { } parameter)
        {
            return Refused(parameter);
        }

        if (request.ContentType is null || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return null;
        }

        if (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return await FormFindingAsync(request);
        }

        if (!type.MediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return new Error(ErrorKind.UnsupportedMediaType, "unsupported_media_type", "JSON is read in UTF-8 only.");
        }

        request.Body = new JsonBody(request.Body);
        return null;
    }

    private static async Task<Error?> FormFindingAsync(HttpRequest request)
    {
        try
        {
            await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return null;
        }
        catch (InvalidDataException)
        {
            // The framework's own check: too many fields, too long, not UTF-8, or U+0000.
            return Error.Validation("body", "The form cannot be read.", "malformed_form");
        }
    }

    private static string? WithNul(IQueryCollection query) =>
        query
            .FirstOrDefault(p =>
                p.Key.Contains('\0', StringComparison.Ordinal) || p.Value.Any(v => v?.Contains('\0', StringComparison.Ordinal) == true)
            )
            .Key;
}
