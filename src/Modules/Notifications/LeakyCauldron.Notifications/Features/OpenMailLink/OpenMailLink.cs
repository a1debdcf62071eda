using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace LeakyCauldron.Notifications.Features.OpenMailLink;

/// <summary>
/// Where the links of account mails lead in a shop without a front of its own: two pages that call the public API from the reader's browser. The token in the
/// address reaches no other site and no cache.
/// </summary>
internal static class OpenMailLinkEndpoint
{
    private const string Prefix = "page/";
    private static readonly FrozenDictionary<string, string> Pages = Load();

    public static void Map(IEndpointRouteBuilder api)
    {
        Map(api, "confirm-email", "openConfirmEmailPage", "The page that a mail to confirm an address links to");
        Map(api, "reset-password", "openResetPasswordPage", "The page that a mail to set a new password links to");
    }

    private static void Map(IEndpointRouteBuilder api, string page, string operationId, string summary) =>
        api.MapGet($"/notifications/pages/{page}", (HttpContext http) => Show(http, Pages[page]))
            .Describe(operationId, "Notifications", summary)
            .Produces<string>(StatusCodes.Status200OK, "text/html")
            .AllowAnonymous();

    private static IResult Show(HttpContext http, string page)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(page.Replace("{nonce}", nonce, StringComparison.Ordinal), "text/html; charset=utf-8");
    }

    private static FrozenDictionary<string, string> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                name => Path.GetFileNameWithoutExtension(name),
                name =>
                {
                    using var memory = new MemoryStream();
                    assembly.GetManifestResourceStream(name)!.CopyTo(memory);
                    return System.Text.Encoding.UTF8.GetString(memory.ToArray());
                },
                StringComparer.Ordinal
            );
    }
}
