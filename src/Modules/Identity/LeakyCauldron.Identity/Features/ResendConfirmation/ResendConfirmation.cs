using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.ResendConfirmation;

internal sealed record ResendConfirmation(string Email) : ICommand<Accepted>;

internal sealed class ResendConfirmationValidator : AbstractValidator<ResendConfirmation>
{
    public ResendConfirmationValidator() => RuleFor(x => x.Email).MaximumLength(EmailAddress.Longest);
}

internal sealed class ResendConfirmationHandler(SortingHatDbContext db, ShopRateLimiter limits)
    : IRequestHandler<ResendConfirmation, Result<Accepted>>
{
    public async Task<Result<Accepted>> Handle(ResendConfirmation request, CancellationToken cancellationToken)
    {
        var key = EmailAddress.Key(EmailAddress.Normalize(request.Email) ?? "");
        if (limits.Check(RateLimits.Account, key) is { } refusal)
        {
            return refusal;
        }

        if (
            await db.FindProfileAsync(key, cancellationToken) is { } profile
            && !await db.Users.AnyAsync(u => u.Id == profile.Id && u.EmailConfirmed, cancellationToken)
        )
        {
            profile.RequestEmailConfirmation();
        }

        return Accepted.Instance;
    }
}

internal static class ResendConfirmationEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/identity/email/resend", HandleAsync)
            .Describe(
                "resendConfirmation",
                "Identity",
                "Mails the token to confirm an address again; the answer is the same for an address without an account"
            )
            .Produces<Accepted>(202)
            .ProducesProblems(400)
            .RateLimited(RateLimits.Address)
            .AllowAnonymous();

    private static async Task<IResult> HandleAsync(ResendConfirmation body, IMediator mediator, EvenTime even, CancellationToken ct) =>
        (await even.RunAsync(() => mediator.Send(body, ct), ct)).ToAccepted();
}
