using System.Text.RegularExpressions;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Identity.Features.Preferences;

/// <summary>What a person wants to see and hear.</summary>
/// <param name="Locale">Language tag.</param>
/// <param name="Currency">ISO 4217, or XGL.</param>
/// <param name="Notifications">Kind of notification to its channels; a kind that is not named uses all.</param>
/// <param name="Marketing">True if marketing is wanted; it starts once the address is confirmed.</param>
internal sealed record PreferencesDto(string Locale, string Currency, IReadOnlyDictionary<string, Channels> Notifications, bool Marketing);

/// <summary>Replaces all preferences; what is left out falls back to the shop's defaults, and marketing to no.</summary>
internal sealed record PreferencesInput(string? Locale, string? Currency, IReadOnlyDictionary<string, Channels>? Notifications, bool? Marketing);

internal sealed record GetPreferences(Caller Caller) : IQuery<PreferencesDto>;

internal sealed record SetPreferences(Caller Caller, PreferencesInput Body) : ICommand<PreferencesDto>;

internal sealed partial class SetPreferencesValidator : AbstractValidator<SetPreferences>
{
    private const int MostKinds = 50;

    public SetPreferencesValidator()
    {
        RuleFor(x => x.Body.Locale).IsLocale();
        RuleFor(x => x.Body.Currency).Must(c => c is null || Currencies.IsKnown(c)).WithMessage("Must be a currency such as GBP.");
        RuleFor(x => x.Body.Notifications)
            .Must(kinds =>
                kinds is null || (kinds.Count <= MostKinds && kinds.Keys.All(k => Kind().IsMatch(k)) && kinds.Values.All(v => v is not null))
            )
            .WithMessage($"At most {MostKinds} kinds, each a name in snake_case with its channels.");
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Kind();
}

internal sealed class PreferencesHandler(SortingHatDbContext db, IConfiguration configuration, TimeProvider time)
    : IRequestHandler<GetPreferences, Result<PreferencesDto>>,
        IRequestHandler<SetPreferences, Result<PreferencesDto>>
{
    public async Task<Result<PreferencesDto>> Handle(GetPreferences request, CancellationToken cancellationToken) =>
        await db.Profiles.AsNoTracking().FirstOrDefaultAsync(p => p.Id == request.Caller.UserId, cancellationToken) is { } profile
            ? Show(profile)
            : Error.NotFound("user");

    public async Task<Result<PreferencesDto>> Handle(SetPreferences request, CancellationToken cancellationToken)
    {
        if (await db.Profiles.FirstOrDefaultAsync(p => p.Id == request.Caller.UserId, cancellationToken) is not { } profile)
        {
            return Error.NotFound("user");
        }

        var body = request.Body;
        profile.SetPreferences(
            body.Locale ?? Profile.DefaultLocale,
            body.Currency,
            body.Notifications ?? new Dictionary<string, Channels>(),
            body.Marketing ?? false,
            time.GetUtcNow()
        );
        return Show(profile);
    }

    private PreferencesDto Show(Profile profile) =>
        new(profile.Locale, profile.Currency ?? configuration["Shop:Currency"] ?? "GBP", profile.Notifications, profile.MarketingSince is not null);
}

internal static class PreferencesEndpoint
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/me/preferences",
                async (Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetPreferences(caller), ct)).ToOk()
            )
            .Describe("getPreferences", "Me", "Locale, currency and what may be sent")
            .Produces<PreferencesDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
        api.MapPut(
                "/me/preferences",
                async (PreferencesInput body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SetPreferences(caller, body), ct)).ToOk()
            )
            .Describe("setPreferences", "Me", "Replaces the preferences")
            .Produces<PreferencesDto>()
            .ProducesProblems(400, 401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
    }
}
