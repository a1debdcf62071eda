namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>Codes of zones and shipping methods: they appear in addresses and requests.</summary>
internal static class RuleCode
{
    public const string Pattern = "^[a-z0-9][a-z0-9-]{0,63}$";
    public const string Message = "Lower-case letters, digits and -, at most 64.";
}
