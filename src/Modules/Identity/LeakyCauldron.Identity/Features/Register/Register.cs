using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;
using Microsoft.AspNetCore.Identity;

namespace LeakyCauldron.Identity.Features.Register;

internal sealed record Register(string Email, string Password, string DisplayName, bool? MarketingOptIn) : ICommand<Accepted>
{
    public override string ToString() => nameof(Register);
}

internal sealed class RegisterValidator : AbstractValidator<Register>
{
    public RegisterValidator()
    {
        RuleFor(x => x.Email).IsEmailAddress();
        RuleFor(x => x.Password).IsNewPassword();
        RuleFor(x => x.Password)
            .Must((request, password) => !PasswordRules.IsMadeOf(password, request.Email, request.DisplayName))
            .WithMessage("Too little is left of this password without your name and address.");
        RuleFor(x => x.DisplayName).IsDisplayName();
    }
}

/// <summary>
/// A new address gets an account; a taken one gets its owner a mail. Whoever asks sees no difference, and neither does their clock: the password is hashed before anything
/// is looked up.
/// </summary>
internal sealed class RegisterHandler(SortingHatDbContext db, PasswordHashing passwords, ShopRateLimiter limits, TimeProvider time)
    : IRequestHandler<Register, Result<Accepted>>
{
    private Result<string>? _hash;

    public async Task<Result<Accepted>> Handle(Register request, CancellationToken cancellationToken)
    {
        var email = EmailAddress.Normalize(request.Email)!;
        var key = EmailAddress.Key(email);
        if (limits.Check(RateLimits.Account, key) is { } refusal)
        {
            return refusal;
        }

        // A lost race runs this again; it must not cost a second hash.
        var hash = _hash ??= await passwords.HashAsync(request.Password, cancellationToken);
        if (hash.IsError)
        {
            return hash.Error;
        }

        if (await db.FindProfileAsync(key, cancellationToken) is { } owner)
        {
            owner.NoteRegistrationAttempt();
            return Accepted.Instance;
        }

        var user = User.Create(email, hash.Value);
        var profile = Profile.Create(user.Id, request.DisplayName.Trim(), time.GetUtcNow());
        profile.Register(request.MarketingOptIn ?? false, time.GetUtcNow());
        db.Users.Add(user);
        db.UserRoles.Add(new IdentityUserRole<Guid> { UserId = user.Id, RoleId = Roles.Ids[Roles.Shopper] });
        db.Profiles.Add(profile);
        return Accepted.Instance;
    }
}

internal static class RegisterEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/identity/register",
                async (Register body, IMediator mediator, CancellationToken ct) => (await mediator.Send(body, ct)).ToAccepted()
            )
            .Describe("register", "Identity", "Opens an account; the answer is the same for an address that has one")
            .Produces<Accepted>(202)
            .ProducesProblems(400, 503)
            .RateLimited(RateLimits.Address)
            .AllowAnonymous();
}
