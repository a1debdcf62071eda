using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Search.Embedded;

/// <summary>A product as of a version; without a document it is withdrawn.</summary>
internal sealed record ProductState(ProductDocument? Product, long Version)
{
    /// <summary>False if only the version moved, which may wait for the next commit.</summary>
    public bool MustBeWritten { get; init; }

    /// <summary>True if the index has a document of it that this one replaces.</summary>
    public bool IsUpdate { get; init; }
}
