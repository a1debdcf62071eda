using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features.Marketing;

internal sealed class ListMarketingContactsValidator : AbstractValidator<ListMarketingContacts>
{
    private const int Most = 1000;

    public ListMarketingContactsValidator()
    {
        RuleFor(q => q.Limit).InclusiveBetween(1, Most);
        RuleFor(q => q.House).Must(h => h is null || Enum.TryParse<House>(h, true, out _)).WithMessage("Must be one of the four houses.");
    }
}

internal sealed class StopMarketingValidator : AbstractValidator<StopMarketing>
{
    public StopMarketingValidator() => RuleFor(c => c.UserId).NotEmpty();
}

internal sealed class MarketingHandler(SortingHatDbContext db)
    : IRequestHandler<ListMarketingContacts, Result<IReadOnlyList<Guid>>>,
        IRequestHandler<StopMarketing, Result<Unit>>
{
    public async Task<Result<IReadOnlyList<Guid>>> Handle(ListMarketingContacts request, CancellationToken cancellationToken)
    {
        var wanted =
            from profile in db.Profiles.AsNoTracking()
            join user in db.Users on profile.Id equals user.Id
            where profile.MarketingSince != null && user.EmailConfirmed
            select profile;
        if (request.House is { } name)
        {
            var house = Enum.Parse<House>(name, true);
            wanted = wanted.Where(p => p.House == house);
        }

        if (request.Locale is { } locale)
        {
            wanted = wanted.Where(p => p.Locale == locale);
        }

        if (request.After is { } after)
        {
            wanted = wanted.Where(p => p.Id.CompareTo(after) > 0);
        }

        return await wanted.OrderBy(p => p.Id).Take(request.Limit).Select(p => p.Id).ToListAsync(cancellationToken);
    }

    public async Task<Result<Unit>> Handle(StopMarketing request, CancellationToken cancellationToken)
    {
        if (await db.Profiles.FirstOrDefaultAsync(p => p.Id == request.UserId, cancellationToken) is { } profile)
        {
            profile.StopMarketing();
        }

        return Unit.Value;
    }
}
