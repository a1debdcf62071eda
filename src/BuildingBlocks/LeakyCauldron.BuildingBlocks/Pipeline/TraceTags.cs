namespace LeakyCauldron.BuildingBlocks.Pipeline;

/// <summary>Names of our own tags on activities.</summary>
public static class TraceTags
{
    /// <summary>The module that did what the activity stands for.</summary>
    public const string Module = "leaky.module";

    /// <summary>Present on a request that another process of the shop forwarded.</summary>
    public const string Hop = "leaky.hop";
}
