using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.Tokens;

namespace LeakyCauldron.Identity.Features.Users;

internal sealed record LockUser(Guid Id, Caller Caller) : ICommand<ProfileDto>;

internal sealed record UnlockUser(Guid Id) : ICommand<ProfileDto>;

/// <summary>A locked account cannot sign in by any means, nor go on with what it has; a new password does not open it.</summary>
internal sealed class LockUsersHandler(SortingHatDbContext db, SessionEnd sessions, TimeProvider time)
    : IRequestHandler<LockUser, Result<ProfileDto>>,
        IRequestHandler<UnlockUser, Result<ProfileDto>>
{
    private static readonly Error Raced = Error.Conflict("account_changed", "The account was changed elsewhere at the same time.");

    public async Task<Result<ProfileDto>> Handle(LockUser request, CancellationToken cancellationToken)
    {
        if (request.Id == request.Caller.UserId)
        {
            return Error.Conflict("own_account", "Another administrator must lock this account.");
        }

        if (await db.Users.FirstOrDefaultAsync(u => u.Id == request.Id, cancellationToken) is not { } user)
        {
            return Error.NotFound("user");
        }

        user.Lock(time.GetUtcNow());
        (await db.Profiles.SingleAsync(p => p.Id == user.Id, cancellationToken)).Touch();
        return await sessions.SaveAndEndAsync(user.Id, except: null, cancellationToken)
            ? (await db.ReadProfileAsync(user.Id, cancellationToken))!
            : Raced;
    }

    public async Task<Result<ProfileDto>> Handle(UnlockUser request, CancellationToken cancellationToken)
    {
        if (
            await db.Users.FirstOrDefaultAsync(u => u.Id == request.Id, cancellationToken) is not { } user
            || await db.ReadProfileAsync(request.Id, cancellationToken) is not { } present
        )
        {
            return Error.NotFound("user");
        }

        user.Unlock();
        var profile = await db.Profiles.SingleAsync(p => p.Id == user.Id, cancellationToken);
        profile.Touch();
        return present with { LockedAt = null, Version = profile.Version };
    }
}

internal static class LockUsersEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/users/{id:guid}/lock",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new LockUser(id, caller), ct)).ToOk()
            )
            .Describe("lockUser", "Users", "Locks an account until it is unlocked, and ends its sessions")
            .Produces<ProfileDto>()
            .ProducesProblems(401, 403, 404, 409)
            .RequireAuthorization(Policies.Admin);
        api.MapPost(
                "/users/{id:guid}/unlock",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new UnlockUser(id), ct)).ToOk()
            )
            .Describe("unlockUser", "Users", "Unlocks an account, whoever or whatever locked it")
            .Produces<ProfileDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Admin);
    }
}
