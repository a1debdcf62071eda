using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.Tokens;

namespace LeakyCauldron.Identity.Features.ChangePassword;

internal sealed record ChangePasswordInput(string CurrentPassword, string NewPassword)
{
    public override string ToString() => nameof(ChangePasswordInput);
}

internal sealed record ChangePassword(Caller Caller, ChangePasswordInput Body) : ICommand;

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator() => RuleFor(x => x.Body.NewPassword).IsNewPassword();
}

/// <summary>The session that asks goes on, all others end.</summary>
internal sealed class ChangePasswordHandler(SortingHatDbContext db, Credentials credentials, PasswordHashing passwords, SessionEnd sessions)
    : IRequestHandler<ChangePassword, Result<Unit>>
{
    private static readonly Error Raced = Error.Conflict("password_changed", "The password was changed elsewhere at the same time.");

    public async Task<Result<Unit>> Handle(ChangePassword request, CancellationToken cancellationToken)
    {
        var id = request.Caller.UserId!.Value;
        var proven = await credentials.CheckAsync(id, request.Body.CurrentPassword, cancellationToken);
        if (proven.IsError)
        {
            return proven.Error.Kind == ErrorKind.Unauthorized ? Credentials.WrongPassword : proven.Error;
        }

        var hash = await passwords.HashAsync(request.Body.NewPassword, cancellationToken);
        if (hash.IsError)
        {
            return hash.Error;
        }

        var user = await db.Users.SingleAsync(u => u.Id == id, cancellationToken);
        user.SetPassword(hash.Value);
        return await sessions.SaveAndEndAsync(id, request.Caller.SessionId, cancellationToken) ? Unit.Value : Raced;
    }
}

internal static class ChangePasswordEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/me/password", HandleAsync)
            .Describe("changePassword", "Me", "Sets a new password, with the present one as proof; other sessions end")
            .Produces(204)
            .ProducesProblems(400, 401, 403, 409, 503)
            .RateLimited(RateLimits.Address)
            .RequireAuthorization(Policies.Shopper);

    private static async Task<IResult> HandleAsync(ChangePasswordInput body, Caller caller, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ChangePassword(caller, body), ct)).ToNoContent();
}
