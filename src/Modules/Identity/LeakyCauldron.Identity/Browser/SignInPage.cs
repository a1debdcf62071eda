using System.Net;
using Microsoft.AspNetCore.Antiforgery;

namespace LeakyCauldron.Identity.Browser;

/// <summary>The page where a browser signs in: one form, no script, readable by any screen reader.</summary>
internal static class SignInPage
{
    private const string Style =
        "body{font:1.125rem/1.5 system-ui,sans-serif;margin:0;background:#f6f2ea;color:#221a12}"
        + "main{max-width:24rem;margin:4rem auto;padding:2rem;background:#fff;border-radius:.5rem}"
        + "label{display:block;margin-top:1rem}input,button{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}"
        + "input{border:1px solid #6b5d4d;border-radius:.25rem}button{margin-top:1.5rem;border:0;border-radius:.25rem;background:#4a2c6f;color:#fff}"
        + ":focus-visible{outline:3px solid #b8860b;outline-offset:2px}[role=alert]{color:#8c1c13;font-weight:600}";

    public static IResult Show(HttpContext http, string returnUrl, string? email = null, string? error = null) =>
        Answer(
            http,
            returnUrl,
            error,
            $"""
            <label for="email">Mail address</label>
            <input id="email" name="email" type="email" autocomplete="username" required value="{Text(email)}"{Focus(error)}>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required>
            """
        );

    /// <summary>The second step.</summary>
    public static IResult AskForCode(HttpContext http, string returnUrl, string ticket, string? error = null) =>
        Answer(
            http,
            returnUrl,
            error,
            $"""
            <label for="code">Code of your authenticator app, or a recovery code</label>
            <input id="code" name="code" autocomplete="one-time-code" autocapitalize="off" spellcheck="false" required{Focus(error)}>
            <input type="hidden" name="ticket" value="{Text(ticket)}">
            """
        );

    private static IResult Answer(HttpContext http, string returnUrl, string? error, string fields)
    {
        var tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        // The form is answered by redirects that end at the client, on loopback by any port.
        headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'; base-uri 'none'";
        return TypedResults.Content(
            Html(tokens.FormFieldName, tokens.RequestToken!, returnUrl, error, fields),
            "text/html; charset=utf-8",
            null,
            error is null ? 200 : 400
        );
    }

    private static string Html(string tokenField, string token, string returnUrl, string? error, string fields) =>
        $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{(error is null ? "" : "Error: ")}Sign in – The Leaky Cauldron</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>Sign in</h1>
            {(error is null ? "" : $"<p role=\"alert\" id=\"error\">{Text(error)}</p>")}
            <form method="post" action="/connect/sign-in">
            {fields}
            <input type="hidden" name="returnUrl" value="{Text(returnUrl)}">
            <input type="hidden" name="{Text(tokenField)}" value="{Text(token)}">
            <button type="submit">Sign in</button>
            </form>
            </main>
            </body>
            </html>
            """;

    private static string Focus(string? error) => error is null ? " autofocus" : " aria-describedby=\"error\"";

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
