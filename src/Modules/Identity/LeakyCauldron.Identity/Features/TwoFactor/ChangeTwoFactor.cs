using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.TwoFactor;

namespace LeakyCauldron.Identity.Features.TwoFactor;

internal sealed record DisableTwoFactor(Caller Caller, ProofInput? Proof) : ICommand;

internal sealed record RenewRecoveryCodes(Caller Caller, ProofInput? Proof) : ICommand<RecoveryCodesDto>;

internal sealed class ProofValidator : AbstractValidator<ProofInput>
{
    public ProofValidator()
    {
        RuleFor(x => x.CurrentPassword).MaximumLength(PasswordRules.Longest);
        RuleFor(x => x.Code).MaximumLength(SecondFactor.Longest);
    }
}

internal sealed class DisableTwoFactorValidator : AbstractValidator<DisableTwoFactor>
{
    public DisableTwoFactorValidator() => RuleFor(x => x.Proof!).SetValidator(new ProofValidator());
}

internal sealed class RenewRecoveryCodesValidator : AbstractValidator<RenewRecoveryCodes>
{
    public RenewRecoveryCodesValidator() => RuleFor(x => x.Proof!).SetValidator(new ProofValidator());
}

internal sealed class ChangeTwoFactorHandler(SortingHatDbContext db, StepUp stepUp)
    : IRequestHandler<DisableTwoFactor, Result<Unit>>,
        IRequestHandler<RenewRecoveryCodes, Result<RecoveryCodesDto>>
{
    private static readonly Error NotEnabled = Error.Conflict("two_factor_not_enabled", "No second factor is in use.");

    public async Task<Result<Unit>> Handle(DisableTwoFactor request, CancellationToken cancellationToken)
    {
        if (await RefuseAsync(request.Caller, request.Proof, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var user = await db.Users.SingleAsync(u => u.Id == request.Caller.UserId, cancellationToken);
        user.DisableTotp();
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.UserId == user.Id).ToListAsync(cancellationToken));
        return Unit.Value;
    }

    public async Task<Result<RecoveryCodesDto>> Handle(RenewRecoveryCodes request, CancellationToken cancellationToken) =>
        await RefuseAsync(request.Caller, request.Proof, cancellationToken) is { } refusal
            ? refusal
            : await RecoveryCodesDto.RenewAsync(db, request.Caller.UserId!.Value, cancellationToken);

    private async Task<Error?> RefuseAsync(Caller caller, ProofInput? proof, CancellationToken ct) =>
        await db.Users.AnyAsync(u => u.Id == caller.UserId && u.TwoFactorEnabled, ct) ? await stepUp.CheckAsync(caller, proof, ct) : NotEnabled;
}

internal static class ChangeTwoFactorEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/me/two-factor/disable", DisableAsync)
            .Describe("disableTwoFactor", "Me", "Ends the use of the second factor; password, code or a recent sign-in is the proof")
            .Produces(204)
            .ProducesProblems(400, 401, 403, 409, 503)
            .RateLimited(RateLimits.Address)
            .RequireAuthorization(Policies.Shopper);
        api.MapPost("/me/two-factor/recovery-codes", RenewAsync)
            .Describe("renewRecoveryCodes", "Me", "New recovery codes in place of the old; password, code or a recent sign-in is the proof")
            .Produces<RecoveryCodesDto>()
            .ProducesProblems(400, 401, 403, 409, 503)
            .RateLimited(RateLimits.Address)
            .RequireAuthorization(Policies.Shopper);
    }

    private static async Task<IResult> DisableAsync(ProofInput? body, Caller caller, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new DisableTwoFactor(caller, body), ct)).ToNoContent();

    private static async Task<IResult> RenewAsync(ProofInput? body, Caller caller, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RenewRecoveryCodes(caller, body), ct)).ToOk();
}
