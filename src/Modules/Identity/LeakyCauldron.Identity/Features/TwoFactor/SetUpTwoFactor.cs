using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.TwoFactor;
using QRCoder;

namespace LeakyCauldron.Identity.Features.TwoFactor;

/// <summary>What an authenticator app is given.</summary>
/// <param name="Secret">The key in base32, to be typed in.</param>
/// <param name="OtpauthUri">The key as apps exchange it.</param>
/// <param name="QrSvg">The same as a picture to be scanned, an SVG document.</param>
internal sealed record TwoFactorSetup(string Secret, string OtpauthUri, string QrSvg)
{
    public override string ToString() => nameof(TwoFactorSetup);
}

internal sealed record SetUpTwoFactor(Caller Caller) : ICommand<TwoFactorSetup>;

/// <summary>A new key that nothing depends on until a first code shows that the app has it.</summary>
internal sealed class SetUpTwoFactorHandler(SortingHatDbContext db, SecondFactors factors, StepUp stepUp)
    : IRequestHandler<SetUpTwoFactor, Result<TwoFactorSetup>>
{
    private const string Issuer = "The Leaky Cauldron";

    public async Task<Result<TwoFactorSetup>> Handle(SetUpTwoFactor request, CancellationToken cancellationToken)
    {
        if (await stepUp.CheckAsync(request.Caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var user = await db.Users.FirstOrDefaultAsync(u => u.Id == request.Caller.UserId, cancellationToken);
        if (user is null)
        {
            return Error.NotFound("user");
        }

        if (user.TwoFactorEnabled)
        {
            return Error.Conflict("two_factor_enabled", "A second factor is in use; disable it first.");
        }

        var key = Totp.NewKey();
        user.PrepareTotp(factors.Protect(key));
        return Describe(user.Email!, key);
    }

    private static TwoFactorSetup Describe(string email, byte[] key)
    {
        var secret = Totp.Base32(key);
        var (issuer, account) = (Uri.EscapeDataString(Issuer), Uri.EscapeDataString(email));
        var uri = $"otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30";
        using var qr = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(qr);
        return new(secret, uri, svg.GetGraphic(4));
    }
}

internal static class SetUpTwoFactorEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/me/two-factor/setup",
                async (Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new SetUpTwoFactor(caller), ct)).ToOk()
            )
            .Describe("setUpTwoFactor", "Me", "A key for an authenticator app; in use once a first code is given")
            .Produces<TwoFactorSetup>()
            .ProducesProblems(401, 403, 404, 409)
            .RequireAuthorization(Policies.Shopper);
}
