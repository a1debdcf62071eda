using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.Users;

internal sealed record ListUsers(string? Q, int? Limit, string? After) : IQuery<Page<ProfileDto>>;

internal sealed record GetUser(Guid Id) : IQuery<ProfileDto>;

internal sealed class ReadUsersHandler(SortingHatDbContext db)
    : IRequestHandler<ListUsers, Result<Page<ProfileDto>>>,
        IRequestHandler<GetUser, Result<ProfileDto>>
{
    public async Task<Result<Page<ProfileDto>>> Handle(ListUsers request, CancellationToken cancellationToken)
    {
        var limit = PageLimit.Of(request.Limit);
        var after = Cursor.Decode<Last>(request.After);
        if ((limit.Error ?? after.Error) is { } refusal)
        {
            return refusal;
        }

        var matching = Matching(request.Q);
        var total = await matching.LongCountAsync(cancellationToken);
        var rest = after.Value is { } last ? matching.Where(u => u.Id.CompareTo(last.Id) < 0) : matching;
        var items = await db.ProfileDtosOf(rest).Take(limit.Value + 1).AsNoTracking().AsSingleQuery().ToListAsync(cancellationToken);
        var next = items.Count > limit.Value ? Cursor.Encode(new Last(items[limit.Value - 1].UserId)) : null;
        return new Page<ProfileDto>(items.GetRange(0, Math.Min(items.Count, limit.Value)), next, total);
    }

    public async Task<Result<ProfileDto>> Handle(GetUser request, CancellationToken cancellationToken) =>
        await db.ReadProfileAsync(request.Id, cancellationToken) is { } user ? user : Error.NotFound("user");

    private IQueryable<User> Matching(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return db.Users;
        }

        var pattern =
            $"%{text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        return db.Users.Where(u =>
            EF.Functions.ILike(u.Email!, pattern) || db.Profiles.Any(p => p.Id == u.Id && EF.Functions.ILike(p.DisplayName, pattern))
        );
    }

    private sealed record Last(Guid Id);
}

internal static class ReadUsersEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/users",
                async (string? q, int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListUsers(q, limit, after), ct)).ToOk()
            )
            .Describe("listUsers", "Users", "Accounts, newest first; q finds a part of address or name")
            .Produces<Page<ProfileDto>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Admin);
        api.MapGet(
                "/users/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetUser(id), ct)).ToOk(u => u.Etag)
            )
            .Describe("getUser", "Users", "One account")
            .Produces<ProfileDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Admin);
    }
}
