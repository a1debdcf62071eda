using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.ConfirmEmail;

internal sealed record ConfirmEmail(string Email, string Token) : ICommand
{
    public override string ToString() => nameof(ConfirmEmail);
}

internal sealed class ConfirmEmailValidator : AbstractValidator<ConfirmEmail>
{
    public ConfirmEmailValidator()
    {
        RuleFor(x => x.Email).MaximumLength(EmailAddress.Longest);
        RuleFor(x => x.Token).MaximumLength(MailedTokens.Longest);
    }
}

internal sealed class ConfirmEmailHandler(SortingHatDbContext db, MailedTokens tokens) : IRequestHandler<ConfirmEmail, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(ConfirmEmail request, CancellationToken cancellationToken)
    {
        var key = EmailAddress.Key(EmailAddress.Normalize(request.Email) ?? "");
        if (MailedTokens.OwnerOf(request.Token) is { } owner)
        {
            return await TakeNewAsync(owner, key, request.Token, cancellationToken);
        }

        var user = await db.Users.FirstOrDefaultAsync(u => u.NormalizedEmail == key, cancellationToken);
        if (user is null || !await tokens.IsValidAsync(user, EmailTokenPurpose.ConfirmEmail, request.Token))
        {
            return MailedTokens.Invalid;
        }

        if (!user.EmailConfirmed)
        {
            user.EmailConfirmed = true;
            var profile = await db.Profiles.SingleAsync(p => p.Id == user.Id, cancellationToken);
            profile.Touch();
        }

        return Unit.Value;
    }

    /// <summary>The new address takes the old one's place, unless somebody has opened an account with it meanwhile.</summary>
    private async Task<Result<Unit>> TakeNewAsync(Guid owner, string key, string token, CancellationToken ct)
    {
        var user = await db.Users.FirstOrDefaultAsync(u => u.Id == owner, ct);
        if (
            user?.PendingEmail is not { } pending
            || EmailAddress.Key(pending) != key
            || !await tokens.IsValidAsync(user, EmailTokenPurpose.ChangeEmail, token)
            || await db.Users.AnyAsync(u => u.NormalizedEmail == key && u.Id != owner, ct)
        )
        {
            return MailedTokens.Invalid;
        }

        user.TakePendingEmail();
        (await db.Profiles.SingleAsync(p => p.Id == owner, ct)).Touch();
        return Unit.Value;
    }
}

internal static class ConfirmEmailEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/identity/email/confirm",
                async (ConfirmEmail body, IMediator mediator, CancellationToken ct) => (await mediator.Send(body, ct)).ToNoContent()
            )
            .Describe("confirmEmail", "Identity", "Confirms an address with the token that was mailed to it")
            .Produces(204)
            .ProducesProblems(400)
            .RateLimited(RateLimits.Address)
            .AllowAnonymous();
}
