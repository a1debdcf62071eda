using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Payments.Gringotts;

/// <summary>How the sandbox bank behaves.</summary>
/// <param name="SettleAfter">How long <c>tok_async_ok</c> and <c>tok_async_fail</c> take.</param>
/// <param name="ChallengeLifetime">How long a shopper has to answer <c>tok_requires_action</c>.</param>
/// <param name="PublicUrl">Where shoppers reach the shop, and with it the bank's page.</param>
internal sealed record GringottsOptions(TimeSpan SettleAfter, TimeSpan ChallengeLifetime, string PublicUrl)
{
    public static GringottsOptions From(IConfiguration configuration) =>
        new(
            TimeSpan.FromMilliseconds(configuration.GetValue("Payments:Gringotts:SettleAfterMs", 2000)),
            TimeSpan.FromMinutes(configuration.GetValue("Payments:Gringotts:ChallengeMinutes", 20)),
            LeakyCauldron.BuildingBlocks.Http.PublicUrl.Of(configuration)
        );
}
