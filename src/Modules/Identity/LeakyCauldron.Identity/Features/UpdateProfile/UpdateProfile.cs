using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.UpdateProfile;

/// <summary>A JSON merge patch (RFC 7396): a field that is left out stays, one that is null goes.</summary>
internal sealed record ProfilePatch
{
    public string? DisplayName
    {
        get;
        init => (field, HasDisplayName) = (value, true);
    }

    public string? Phone
    {
        get;
        init => (field, HasPhone) = (value, true);
    }

    public string? Locale
    {
        get;
        init => (field, HasLocale) = (value, true);
    }

    internal bool HasDisplayName { get; private init; }

    internal bool HasPhone { get; private init; }

    internal bool HasLocale { get; private init; }
}

internal sealed record UpdateProfile(Caller Caller, IfMatch IfMatch, ProfilePatch Body) : ICommand<ProfileDto>;

internal sealed class UpdateProfileValidator : AbstractValidator<UpdateProfile>
{
    public UpdateProfileValidator()
    {
        RuleFor(x => x.Body.DisplayName).IsDisplayName().When(x => x.Body.HasDisplayName);
        RuleFor(x => x.Body.Phone).IsPhone();
        RuleFor(x => x.Body.Locale).IsLocale();
    }
}

internal sealed class UpdateProfileHandler(SortingHatDbContext db) : IRequestHandler<UpdateProfile, Result<ProfileDto>>
{
    public async Task<Result<ProfileDto>> Handle(UpdateProfile request, CancellationToken cancellationToken)
    {
        var id = request.Caller.UserId!.Value;
        var profile = await db.Profiles.FirstOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (profile is null || await db.ReadProfileAsync(id, cancellationToken) is not { } present)
        {
            return Error.NotFound("user");
        }

        if (request.IfMatch.Check(present.Etag, present) is { } changed)
        {
            return changed;
        }

        var patch = request.Body;
        profile.Edit(
            patch.HasDisplayName ? patch.DisplayName!.Trim() : profile.DisplayName,
            patch.HasPhone ? patch.Phone : profile.Phone,
            patch.HasLocale ? patch.Locale ?? Profile.DefaultLocale : profile.Locale
        );
        return present with { DisplayName = profile.DisplayName, Phone = profile.Phone, Locale = profile.Locale, Version = profile.Version };
    }
}

internal static class UpdateProfileEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPatch("/me", HandleAsync)
            .Describe("updateProfile", "Me", "Changes name, telephone or locale (JSON merge patch)")
            .Accepts<ProfilePatch>("application/merge-patch+json", "application/json")
            .Produces<ProfileDto>()
            .ProducesProblems(400, 401, 403, 404, 412)
            .RequireAuthorization(Policies.Shopper);

    private static async Task<IResult> HandleAsync(ProfilePatch body, IfMatch ifMatch, Caller caller, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new UpdateProfile(caller, ifMatch, body), ct)).ToOk(p => p.Etag);
}
