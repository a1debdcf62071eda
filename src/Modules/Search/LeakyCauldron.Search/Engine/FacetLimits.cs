namespace LeakyCauldron.Search.Engine;

/// <summary>The facets of an answer are the most useful, in bounded number.</summary>
internal static class FacetLimits
{
    public const int Values = 50;
    public const int Attributes = 8;
    public const int AttributeValues = 20;

    /// <summary>An attribute with more values than this tells products apart instead of grouping them.</summary>
    public const int MostValuesOfAnAttribute = 500;
}
