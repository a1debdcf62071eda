using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.GetProfile;

internal sealed record GetProfile(Caller Caller) : IQuery<ProfileDto>;

internal sealed class GetProfileHandler(SortingHatDbContext db) : IRequestHandler<GetProfile, Result<ProfileDto>>
{
    public async Task<Result<ProfileDto>> Handle(GetProfile request, CancellationToken cancellationToken) =>
        await db.ReadProfileAsync(request.Caller.UserId!.Value, cancellationToken) is { } profile ? profile : Error.NotFound("user");
}

internal static class GetProfileEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/me",
                async (Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetProfile(caller), ct)).ToOk(p => p.Etag)
            )
            .Describe("getProfile", "Me", "The signed-in person's profile")
            .Produces<ProfileDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
}
