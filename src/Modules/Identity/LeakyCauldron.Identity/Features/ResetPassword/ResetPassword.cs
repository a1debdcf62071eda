using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.Tokens;

namespace LeakyCauldron.Identity.Features.ResetPassword;

internal sealed record ResetPassword(string Email, string Token, string NewPassword) : ICommand<Accepted>
{
    public override string ToString() => nameof(ResetPassword);
}

internal sealed class ResetPasswordValidator : AbstractValidator<ResetPassword>
{
    public ResetPasswordValidator()
    {
        RuleFor(x => x.Email).MaximumLength(EmailAddress.Longest);
        RuleFor(x => x.Token).MaximumLength(MailedTokens.Longest);
        RuleFor(x => x.NewPassword).IsNewPassword();
    }
}

/// <summary>A mailed token for a new password. Whoever was signed in, by whatever means, is signed out.</summary>
internal sealed class ResetPasswordHandler(SortingHatDbContext db, MailedTokens tokens, PasswordHashing passwords, SessionEnd sessions)
    : IRequestHandler<ResetPassword, Result<Accepted>>
{
    public async Task<Result<Accepted>> Handle(ResetPassword request, CancellationToken cancellationToken)
    {
        var key = EmailAddress.Key(EmailAddress.Normalize(request.Email) ?? "");
        var user = await db.Users.FirstOrDefaultAsync(u => u.NormalizedEmail == key, cancellationToken);
        if (user is null || !await tokens.IsValidAsync(user, EmailTokenPurpose.ResetPassword, request.Token))
        {
            return MailedTokens.Invalid;
        }

        var hash = await passwords.HashAsync(request.NewPassword, cancellationToken);
        if (hash.IsError)
        {
            return hash.Error;
        }

        user.SetPassword(hash.Value);
        if (!user.EmailConfirmed)
        {
            // The token has come by mail: whoever has it reads the address.
            user.EmailConfirmed = true;
            (await db.Profiles.SingleAsync(p => p.Id == user.Id, cancellationToken)).Touch();
        }

        return await sessions.SaveAndEndAsync(user.Id, except: null, cancellationToken) ? Accepted.Instance : MailedTokens.Invalid;
    }
}

internal static class ResetPasswordEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/identity/password/reset",
                async (ResetPassword body, IMediator mediator, CancellationToken ct) => (await mediator.Send(body, ct)).ToAccepted()
            )
            .Describe("resetPassword", "Identity", "Sets a new password with the token that was mailed, and ends every session")
            .Produces<Accepted>(202)
            .ProducesProblems(400, 503)
            .RateLimited(RateLimits.Address)
            .AllowAnonymous();
}
