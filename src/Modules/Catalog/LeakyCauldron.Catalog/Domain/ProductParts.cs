using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Catalog.Domain;

internal enum ProductStatus
{
    Draft,
    Active,
    Archived,
}

/// <summary>A picture; the first one of a product stands for it in lists.</summary>
internal sealed record ProductImage(Guid Id, string Url, string? Alt);

/// <summary>Others shall know the product's present state.</summary>
internal sealed record ProductAnnounced(ProductDocument Document) : IDomainEvent;

/// <summary>Others shall forget the product.</summary>
internal sealed record ProductWithdrawn : IDomainEvent;

internal static class Change
{
    /// <summary>Assigns and tells whether that made a difference.</summary>
    public static bool Of<T>(ref T field, T value)
    {
        if (EqualityComparer<T>.Default.Equals(field, value))
        {
            return false;
        }

        field = value;
        return true;
    }
}
