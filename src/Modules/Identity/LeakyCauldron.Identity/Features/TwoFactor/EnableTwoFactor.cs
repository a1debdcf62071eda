using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.TwoFactor;

namespace LeakyCauldron.Identity.Features.TwoFactor;

internal sealed record TwoFactorCode(string Code)
{
    public override string ToString() => nameof(TwoFactorCode);
}

internal sealed record EnableTwoFactor(Caller Caller, TwoFactorCode Body) : ICommand<RecoveryCodesDto>;

internal sealed class EnableTwoFactorValidator : AbstractValidator<EnableTwoFactor>
{
    public EnableTwoFactorValidator() => RuleFor(x => x.Body.Code).MaximumLength(SecondFactor.Longest);
}

/// <summary>The first code of the app. From now on a password alone signs nobody in.</summary>
internal sealed class EnableTwoFactorHandler(SortingHatDbContext db, SecondFactors factors, Credentials credentials)
    : IRequestHandler<EnableTwoFactor, Result<RecoveryCodesDto>>
{
    private static readonly Error WrongCode = Error.Validation("code", "This is not the code of this moment.", "wrong_code");

    public async Task<Result<RecoveryCodesDto>> Handle(EnableTwoFactor request, CancellationToken cancellationToken)
    {
        var user = await db.Users.FirstOrDefaultAsync(u => u.Id == request.Caller.UserId, cancellationToken);
        if (user is null)
        {
            return Error.NotFound("user");
        }

        if (user.TwoFactorEnabled || user.TotpKey is not { } key)
        {
            return user.TwoFactorEnabled
                ? Error.Conflict("two_factor_enabled", "A second factor is in use already.")
                : Error.Conflict("two_factor_not_set_up", "Ask for a key first.");
        }

        if (factors.Match(key, request.Body.Code.Trim()) is not { } step)
        {
            await credentials.CountFailureAsync(user.Id, cancellationToken);
            return WrongCode;
        }

        user.EnableTotp(step);
        return await RecoveryCodesDto.RenewAsync(db, user.Id, cancellationToken);
    }
}

internal static class EnableTwoFactorEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/me/two-factor/enable",
                async (TwoFactorCode body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new EnableTwoFactor(caller, body), ct)).ToOk()
            )
            .Describe("enableTwoFactor", "Me", "Puts the second factor into use with its first code; answers the recovery codes, once")
            .Produces<RecoveryCodesDto>()
            .ProducesProblems(400, 401, 403, 404, 409)
            .RateLimited(RateLimits.Address)
            .RequireAuthorization(Policies.Shopper);
}
