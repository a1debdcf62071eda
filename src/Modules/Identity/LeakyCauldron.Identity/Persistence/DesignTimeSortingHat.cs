namespace LeakyCauldron.Identity.Persistence;

internal sealed class DesignTimeSortingHat()
    : DesignTimeContextFactory<SortingHatDbContext>(IdentityModule.Schema, options => new SortingHatDbContext(options));
