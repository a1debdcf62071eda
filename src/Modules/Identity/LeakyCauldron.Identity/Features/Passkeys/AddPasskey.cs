using System.Text.Json;
using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Passkeys;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.TwoFactor;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.Identity.Features.Passkeys;

internal sealed record AskForPasskey(Caller Caller) : ICommand<PasskeyOptions>;

/// <param name="Name">What the person calls it.</param>
/// <param name="Credential">The authenticator's answer, as WebAuthn's <c>RegistrationResponseJSON</c>.</param>
internal sealed record PasskeyInput(string? Name, JsonElement Credential)
{
    public override string ToString() => nameof(PasskeyInput);
}

internal sealed record AddPasskey(Caller Caller, PasskeyInput Body) : ICommand<PasskeyDto>;

internal sealed class AddPasskeyValidator : AbstractValidator<AddPasskey>
{
    public AddPasskeyValidator()
    {
        RuleFor(x => x.Body.Name).IsLine(80);
        RuleFor(x => x.Body.Credential)
            .Must(c => c.ValueKind == JsonValueKind.Object && c.GetRawText().Length <= PasskeyCeremonies.LongestAnswer)
            .WithMessage("Must be the authenticator's answer.");
    }
}

internal sealed class AddPasskeyHandler(SortingHatDbContext db, IUserStore<User> store, PasskeyCeremonies ceremonies, StepUp stepUp)
    : IRequestHandler<AskForPasskey, Result<PasskeyOptions>>,
        IRequestHandler<AddPasskey, Result<PasskeyDto>>
{
    private const int Most = 20;

    public async Task<Result<PasskeyOptions>> Handle(AskForPasskey request, CancellationToken cancellationToken)
    {
        if (await stepUp.CheckAsync(request.Caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var id = request.Caller.UserId!.Value;
        var name = await db.Profiles.Where(p => p.Id == id).Select(p => p.DisplayName).FirstOrDefaultAsync(cancellationToken);
        var user = await db.Users.FirstOrDefaultAsync(u => u.Id == id, cancellationToken);
        return user is null || name is null ? Error.NotFound("user") : await ceremonies.AskToCreateAsync(user, name);
    }

    public async Task<Result<PasskeyDto>> Handle(AddPasskey request, CancellationToken cancellationToken)
    {
        var id = request.Caller.UserId!.Value;
        if (await db.UserPasskeys.CountAsync(p => p.UserId == id, cancellationToken) >= Most)
        {
            return Error.Conflict("too_many_passkeys", $"An account has {Most} passkeys at most.");
        }

        var created = await ceremonies.CreateAsync(id, request.Body.Credential, cancellationToken);
        if (created.IsError)
        {
            return created.Error;
        }

        var passkey = created.Value;
        passkey.Name = request.Body.Name?.Trim();
        var user = await db.Users.SingleAsync(u => u.Id == id, cancellationToken);
        await ((IUserPasskeyStore<User>)store).AddOrUpdatePasskeyAsync(user, passkey, cancellationToken);
        return new PasskeyDto(WebEncoders.Base64UrlEncode(passkey.CredentialId), passkey.Name, passkey.CreatedAt, passkey.IsBackedUp);
    }
}

internal static class AddPasskeyEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/me/passkeys/options",
                async (Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new AskForPasskey(caller), ct)).ToOk()
            )
            .Describe("askForPasskey", "Me", "What an authenticator is asked to make a passkey with (WebAuthn); needs a recent sign-in")
            .Produces<PasskeyOptions>()
            .ProducesProblems(401, 403, 404)
            .RateLimited(RateLimits.Address)
            .RequireAuthorization(Policies.Shopper);
        api.MapPost(
                "/me/passkeys",
                async (PasskeyInput body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new AddPasskey(caller, body), ct)).ToCreated(p => $"/api/v1/me/passkeys/{p.Id}")
            )
            .Describe("addPasskey", "Me", "Adds the passkey that an authenticator has made")
            .Produces<PasskeyDto>(201)
            .ProducesProblems(400, 401, 403, 409)
            .RateLimited(RateLimits.Address)
            .RequireAuthorization(Policies.Shopper);
    }
}
