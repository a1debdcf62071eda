using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;
using Microsoft.AspNetCore.Identity;

namespace LeakyCauldron.Identity.Features.Users;

internal sealed record RolesInput(IReadOnlyList<string> Roles);

internal sealed record SetRoles(Guid Id, Caller Caller, RolesInput Body) : ICommand<ProfileDto>;

internal sealed class SetRolesValidator : AbstractValidator<SetRoles>
{
    public SetRolesValidator() =>
        RuleFor(x => x.Body.Roles)
            .Must(roles => roles.Count is >= 1 and <= 10 && roles.All(r => r is not null && Roles.Ids.ContainsKey(r)))
            .WithMessage($"One or more of: {string.Join(", ", Roles.Ids.Keys)}.");
}

/// <summary>The new roles are in the tokens that are issued from now on.</summary>
internal sealed class SetRolesHandler(SortingHatDbContext db) : IRequestHandler<SetRoles, Result<ProfileDto>>
{
    public async Task<Result<ProfileDto>> Handle(SetRoles request, CancellationToken cancellationToken)
    {
        var wanted = Roles.Ids.Where(r => request.Body.Roles.Contains(r.Key, StringComparer.Ordinal)).ToArray();
        var profile = await db.Profiles.FirstOrDefaultAsync(p => p.Id == request.Id, cancellationToken);
        if (profile is null || await db.ReadProfileAsync(request.Id, cancellationToken) is not { } present)
        {
            return Error.NotFound("user");
        }

        if (request.Id == request.Caller.UserId && wanted.All(r => r.Key != Roles.Admin))
        {
            return Error.Conflict("own_admin_role", "Another administrator must take this role from you.");
        }

        var held = await db.UserRoles.Where(r => r.UserId == request.Id).ToListAsync(cancellationToken);
        db.UserRoles.RemoveRange(held.Where(h => Array.TrueForAll(wanted, w => w.Value != h.RoleId)));
        db.UserRoles.AddRange(
            wanted
                .Where(w => held.TrueForAll(h => h.RoleId != w.Value))
                .Select(w => new IdentityUserRole<Guid> { UserId = request.Id, RoleId = w.Value })
        );
        profile.Touch();
        return present with { Roles = [.. wanted.Select(w => w.Key)], Version = profile.Version };
    }
}

internal static class SetRolesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut("/users/{id:guid}/roles", HandleAsync)
            .Describe("setUserRoles", "Users", "Replaces an account's roles")
            .Produces<ProfileDto>()
            .ProducesProblems(400, 401, 403, 404, 409)
            .RequireAuthorization(Policies.Admin);

    private static async Task<IResult> HandleAsync(Guid id, RolesInput body, Caller caller, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new SetRoles(id, caller, body), ct)).ToOk(u => u.Etag);
}
