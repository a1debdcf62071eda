using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.ChangeEmail;

internal sealed record ChangeEmailInput(string Email, string CurrentPassword)
{
    public override string ToString() => nameof(ChangeEmailInput);
}

internal sealed record ChangeEmail(Caller Caller, ChangeEmailInput Body) : ICommand<Accepted>;

internal sealed class ChangeEmailValidator : AbstractValidator<ChangeEmail>
{
    public ChangeEmailValidator() => RuleFor(x => x.Body.Email).IsEmailAddress();
}

/// <summary>
/// The present address stays until the new one is confirmed. One that has an account already gets the same answer, and its owner the mail that a registration would
/// have brought.
/// </summary>
internal sealed class ChangeEmailHandler(SortingHatDbContext db, Credentials credentials) : IRequestHandler<ChangeEmail, Result<Accepted>>
{
    public async Task<Result<Accepted>> Handle(ChangeEmail request, CancellationToken cancellationToken)
    {
        var id = request.Caller.UserId!.Value;
        var proven = await credentials.CheckAsync(id, request.Body.CurrentPassword, cancellationToken);
        if (proven.IsError)
        {
            return proven.Error.Kind == ErrorKind.Unauthorized ? Credentials.WrongPassword : proven.Error;
        }

        var email = EmailAddress.Normalize(request.Body.Email)!;
        var key = EmailAddress.Key(email);
        if (await db.FindProfileAsync(key, cancellationToken) is { } owner && owner.Id != id)
        {
            owner.NoteRegistrationAttempt();
            return Accepted.Instance;
        }

        (await db.Users.SingleAsync(u => u.Id == id, cancellationToken)).RequestEmail(email);
        (await db.Profiles.SingleAsync(p => p.Id == id, cancellationToken)).RequestEmailChange();
        return Accepted.Instance;
    }
}

internal static class ChangeEmailEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/me/email", HandleAsync)
            .Describe("changeEmail", "Me", "Asks for another mail address, with the password as proof: the new one confirms, the old one is told")
            .Produces<Accepted>(202)
            .ProducesProblems(400, 401, 403, 503)
            .RateLimited(RateLimits.Address)
            .RequireAuthorization(Policies.Shopper);

    private static async Task<IResult> HandleAsync(ChangeEmailInput body, Caller caller, IMediator mediator, EvenTime even, CancellationToken ct) =>
        (await even.RunAsync(() => mediator.Send(new ChangeEmail(caller, body), ct), ct)).ToAccepted();
}
