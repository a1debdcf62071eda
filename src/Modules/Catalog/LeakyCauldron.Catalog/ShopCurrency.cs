using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Catalog;

/// <summary>The currency of a call: the one it names, else the shop's.</summary>
internal sealed class ShopCurrency
{
    public ShopCurrency(IConfiguration configuration)
    {
        var code = configuration["Shop:Currency"];
        Default = string.IsNullOrWhiteSpace(code) ? "GBP" : code;
        if (!Currencies.IsKnown(Default))
        {
            throw new InvalidStartException($"Shop__Currency is '{Default}', which is not a known currency code.");
        }
    }

    public string Default { get; }

    public Result<string> Of(string? asked) =>
        string.IsNullOrEmpty(asked) ? Default
        : Currencies.IsKnown(asked) ? asked
        : Error.Validation("currency", $"'{asked}' is not a known currency code.", "unknown_currency");
}
