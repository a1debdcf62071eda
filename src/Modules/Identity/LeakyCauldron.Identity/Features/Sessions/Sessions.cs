using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace LeakyCauldron.Identity.Features.Sessions;

/// <summary>A device on which the person is signed in.</summary>
internal sealed record SessionDto(
    Guid Id,
    string Client,
    string? Address,
    string? Agent,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    bool Current
);

internal sealed record ListSessions(Caller Caller) : IQuery<ItemList<SessionDto>>;

internal sealed record EndSession(Guid Id, Caller Caller) : ICommand;

internal sealed record EndOtherSessions(Caller Caller) : ICommand;

internal sealed class SessionsHandler(SortingHatDbContext db, SessionEnd sessions, TimeProvider time)
    : IRequestHandler<ListSessions, Result<ItemList<SessionDto>>>,
        IRequestHandler<EndSession, Result<Unit>>,
        IRequestHandler<EndOtherSessions, Result<Unit>>
{
    public async Task<Result<ItemList<SessionDto>>> Handle(ListSessions request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var current = request.Caller.SessionId;
        var live = await (
            from session in db.Sessions.AsNoTracking()
            where
                session.UserId == request.Caller.UserId
                && db.Authorizations.Any(a => a.Id == session.Id && a.Status == Statuses.Valid)
                && db.Tokens.Any(t => t.Authorization!.Id == session.Id && t.Status == Statuses.Valid && t.ExpirationDate > now)
            orderby session.LastSeenAt descending
            select session
        ).ToListAsync(cancellationToken);
        return new ItemList<SessionDto>(
            live.ConvertAll(s => new SessionDto(s.Id, s.ClientId, s.IpAddress, s.UserAgent, s.CreatedAt, s.LastSeenAt, s.Id.ToString() == current))
        );
    }

    public async Task<Result<Unit>> Handle(EndSession request, CancellationToken cancellationToken)
    {
        if (!await db.Sessions.AnyAsync(s => s.Id == request.Id && s.UserId == request.Caller.UserId, cancellationToken))
        {
            return Error.NotFound("session");
        }

        await sessions.EndAsync(request.Id, cancellationToken);
        return Unit.Value;
    }

    public async Task<Result<Unit>> Handle(EndOtherSessions request, CancellationToken cancellationToken)
    {
        await sessions.EndAllAsync(request.Caller.UserId!.Value, request.Caller.SessionId, cancellationToken);
        return Unit.Value;
    }
}

internal static class SessionsEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/me/sessions",
                async (Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListSessions(caller), ct)).ToOk()
            )
            .Describe("listSessions", "Me", "Devices on which the person is signed in")
            .Produces<ItemList<SessionDto>>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Shopper);
        api.MapDelete(
                "/me/sessions/{id:guid}",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new EndSession(id, caller), ct)).ToNoContent()
            )
            .Describe("endSession", "Me", "Signs one device out")
            .Produces(204)
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
        api.MapDelete(
                "/me/sessions",
                async (Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new EndOtherSessions(caller), ct)).ToNoContent()
            )
            .Describe("endOtherSessions", "Me", "Signs all other devices out")
            .Produces(204)
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Shopper);
    }
}
