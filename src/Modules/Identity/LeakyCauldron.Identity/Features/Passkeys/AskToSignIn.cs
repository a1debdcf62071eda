using LeakyCauldron.Identity.Passkeys;

namespace LeakyCauldron.Identity.Features.Passkeys;

internal sealed record AskToSignIn : ICommand<PasskeyOptions>;

internal sealed class AskToSignInHandler(PasskeyCeremonies ceremonies) : IRequestHandler<AskToSignIn, Result<PasskeyOptions>>
{
    public async Task<Result<PasskeyOptions>> Handle(AskToSignIn request, CancellationToken cancellationToken) => await ceremonies.AskToSignInAsync();
}

internal static class AskToSignInEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/identity/passkeys/options",
                async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new AskToSignIn(), ct)).ToOk()
            )
            .Describe(
                "askToSignIn",
                "Identity",
                "What an authenticator is asked to sign in with (WebAuthn); its answer goes to /connect/token as credential, with the grant urn:leaky-cauldron:grant:passkey"
            )
            .Produces<PasskeyOptions>()
            .RateLimited(RateLimits.Address)
            .AllowAnonymous();
}
