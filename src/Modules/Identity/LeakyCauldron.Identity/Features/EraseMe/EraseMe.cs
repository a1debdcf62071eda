using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.TwoFactor;

namespace LeakyCauldron.Identity.Features.EraseMe;

internal sealed record EraseMe(Caller Caller) : ICommand;

/// <summary>
/// The account, the profile and all that hangs on them go in one transaction with the event that makes the other modules forget. Ids of sessions stay for as long as an access
/// token of one could be shown.
/// </summary>
internal sealed class EraseMeHandler(SortingHatDbContext db, StepUp stepUp, TimeProvider time) : IRequestHandler<EraseMe, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(EraseMe request, CancellationToken cancellationToken)
    {
        var id = request.Caller.UserId!.Value;
        if (await stepUp.CheckAsync(request.Caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var user = await db.Users.FirstOrDefaultAsync(u => u.Id == id, cancellationToken);
        var profile = await db.Profiles.FirstOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (user is null || profile is null)
        {
            return Error.NotFound("user");
        }

        var admin = Roles.Ids[Roles.Admin];
        var isAdmin = await db.UserRoles.AnyAsync(r => r.UserId == id && r.RoleId == admin, cancellationToken);
        if (isAdmin && !await db.UserRoles.AnyAsync(r => r.UserId != id && r.RoleId == admin, cancellationToken))
        {
            return Error.Conflict("last_admin", "A shop needs an administrator: name another one first.");
        }

        await db.Database.BeginTransactionAsync(cancellationToken);
        await EndSessionsAsync(id, cancellationToken);
        await db.ForgetIdempotencyKeysAsync(id, cancellationToken);
        profile.Erase();
        db.Profiles.Remove(profile);
        db.Users.Remove(user);
        return Unit.Value;
    }

    private async Task EndSessionsAsync(Guid id, CancellationToken ct)
    {
        var (subject, now) = (id.ToString(), time.GetUtcNow());
        var sessions = await db.Sessions.Where(s => s.UserId == id).Select(s => s.Id).ToListAsync(ct);
        db.EndedSessions.AddRange(sessions.Select(s => new EndedSession { Id = s, EndedAt = now }));
        await db.Tokens.Where(t => t.Subject == subject).ExecuteDeleteAsync(ct);
        await db.Authorizations.Where(a => a.Subject == subject).ExecuteDeleteAsync(ct);
    }
}

internal static class EraseMeEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/me",
                async (Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new EraseMe(caller), ct)).ToNoContent()
            )
            .Describe("eraseMe", "Me", "Erases the person in every part of the shop, and keeps the books; needs a recent sign-in")
            .Produces(204)
            .ProducesProblems(401, 403, 404, 409)
            .RequireAuthorization(Policies.Shopper);
}
