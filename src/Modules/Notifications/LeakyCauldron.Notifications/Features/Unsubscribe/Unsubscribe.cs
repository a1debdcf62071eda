using System.Text.Encodings.Web;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Unsubscribing;

namespace LeakyCauldron.Notifications.Features.Unsubscribe;

internal sealed record Unsubscribe(string? Token) : IQuery<UnsubscribedDto>;

/// <summary>Marketing has ended.</summary>
/// <param name="Status"><c>unsubscribed</c>.</param>
internal sealed record UnsubscribedDto(string Status);

/// <summary>A query to the pipeline: what is changed is another module's, and this one has nothing to save.</summary>
internal sealed class UnsubscribeHandler(UnsubscribeTokens tokens, IModuleClient modules) : IRequestHandler<Unsubscribe, Result<UnsubscribedDto>>
{
    public async Task<Result<UnsubscribedDto>> Handle(Unsubscribe request, CancellationToken cancellationToken)
    {
        if (await tokens.ReadAsync(request.Token, cancellationToken) is not { } userId)
        {
            return Error.Validation("token", "This link is not one of ours.", "unsubscribe_token_invalid");
        }

        var stopped = await modules.Send(new StopMarketing(userId), cancellationToken);
        return stopped.IsError ? stopped.Error : new UnsubscribedDto("unsubscribed");
    }
}

/// <summary>RFC 8058: mail programs post to the address without asking; a person who opens it is shown a button, for what opens links by itself must not end anything.</summary>
internal static class UnsubscribeEndpoint
{
    private const string Page = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>No more owls</title></head>
        <body>
        <h1>No more owls?</h1>
        <p>Mails about offers and news will end. Those about your orders and your account will not.</p>
        <form method="post" action="unsubscribe?token={token}"><button>Unsubscribe</button></form>
        </body>
        </html>
        """;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/notifications/unsubscribe", (HttpContext http, string? token) => Show(http, token))
            .Describe("openUnsubscribePage", "Notifications", "The page that a marketing mail links to, with a button that ends them")
            .Produces<string>(StatusCodes.Status200OK, "text/html")
            .ProducesProblems(400)
            .AllowAnonymous();
        api.MapPost(
                "/notifications/unsubscribe",
                async (string? token, IMediator mediator, CancellationToken ct) => (await mediator.Send(new Unsubscribe(token), ct)).ToOk()
            )
            .Describe("unsubscribe", "Notifications", "Ends marketing mails to whoever the token was sent to, in one step (RFC 8058)")
            .Produces<UnsubscribedDto>()
            .ProducesProblems(400, 503)
            .AllowAnonymous();
    }

    private static IResult Show(HttpContext http, string? token)
    {
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.CacheControl = "no-store";
        return token is { Length: <= 64 }
            ? Results.Text(Page.Replace("{token}", UrlEncoder.Default.Encode(token), StringComparison.Ordinal), "text/html; charset=utf-8")
            : Error.Validation("token", "This link is not one of ours.", "unsubscribe_token_invalid").ToHttp();
    }
}
