using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace LeakyCauldron.Host.Map;

/// <summary>The page's three files, carried in the program; nothing is fetched from elsewhere.</summary>
internal static class MapPage
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(WebApplication app)
    {
        Serve(app, "/map", "map.html", "text/html; charset=utf-8");
        Serve(app, "/map/map.css", "map.css", "text/css; charset=utf-8");
        Serve(app, "/map/map.js", "map.js", "text/javascript; charset=utf-8");
        Serve(app, "/map/draw.js", "draw.js", "text/javascript; charset=utf-8");
    }

    private static void Serve(WebApplication app, string path, string file, string type)
    {
        using var stream = typeof(MapPage).Assembly.GetManifestResourceStream($"map/{file}")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.ToArray();
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"");
        app.MapGet(
                path,
                (HttpResponse response) =>
                {
                    response.Headers.ContentSecurityPolicy = Policy;
                    response.Headers.CacheControl = "no-cache";
                    return TypedResults.Bytes(bytes, type, entityTag: tag);
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
    }
}
