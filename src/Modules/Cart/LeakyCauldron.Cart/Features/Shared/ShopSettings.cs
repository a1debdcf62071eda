using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>Where the shop is at home.</summary>
/// <param name="Currency"><c>Shop:Currency</c>: of carts that ask for none.</param>
/// <param name="Country"><c>Shop:Country</c>: whose zone and tax count until there is an address.</param>
internal sealed record ShopSettings(string Currency, string Country)
{
    public static ShopSettings From(IConfiguration configuration)
    {
        var (currency, country) = (configuration["Shop:Currency"] ?? "GBP", configuration["Shop:Country"] ?? "GB");
        return !Currencies.IsKnown(currency) ? throw new InvalidOperationException($"Shop__Currency: {currency} is not a known currency.")
            : !Countries.IsKnown(country) ? throw new InvalidOperationException($"Shop__Country: {country} is not an ISO 3166-1 alpha-2 country.")
            : new(currency, country);
    }
}

/// <summary>The present as Postgres stores it, so that an answer and the row it was made from say the same.</summary>
internal static class Clock
{
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
