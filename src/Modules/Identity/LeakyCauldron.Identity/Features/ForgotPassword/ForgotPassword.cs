using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.ForgotPassword;

internal sealed record ForgotPassword(string Email) : ICommand<Accepted>;

internal sealed class ForgotPasswordValidator : AbstractValidator<ForgotPassword>
{
    public ForgotPasswordValidator() => RuleFor(x => x.Email).MaximumLength(EmailAddress.Longest);
}

internal sealed class ForgotPasswordHandler(SortingHatDbContext db, ShopRateLimiter limits) : IRequestHandler<ForgotPassword, Result<Accepted>>
{
    public async Task<Result<Accepted>> Handle(ForgotPassword request, CancellationToken cancellationToken)
    {
        var key = EmailAddress.Key(EmailAddress.Normalize(request.Email) ?? "");
        if (limits.Check(RateLimits.Account, key) is { } refusal)
        {
            return refusal;
        }

        (await db.FindProfileAsync(key, cancellationToken))?.RequestPasswordReset();
        return Accepted.Instance;
    }
}

internal static class ForgotPasswordEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/identity/password/forgot", HandleAsync)
            .Describe("forgotPassword", "Identity", "Mails the token to set a new password; the answer is the same for an address without an account")
            .Produces<Accepted>(202)
            .ProducesProblems(400)
            .RateLimited(RateLimits.Address)
            .AllowAnonymous();

    private static async Task<IResult> HandleAsync(ForgotPassword body, IMediator mediator, EvenTime even, CancellationToken ct) =>
        (await even.RunAsync(() => mediator.Send(body, ct), ct)).ToAccepted();
}
