namespace LeakyCauldron.Cart.Domain;

internal enum CartStatus
{
    /// <summary>Can be changed.</summary>
    Open,

    /// <summary>Claimed by an order that is being placed; opens again if that fails.</summary>
    CheckingOut,

    /// <summary>Has become an order.</summary>
    Ordered,

    /// <summary>Was joined to its owner's cart, which answers in its place.</summary>
    Merged,
}

/// <summary>What happens to the lines when a guest's cart is joined to a person's.</summary>
internal enum ClaimStrategy
{
    /// <summary>Quantities are added.</summary>
    Merge,

    /// <summary>The guest's lines stay.</summary>
    Replace,

    /// <summary>The person's lines stay.</summary>
    Keep,
}
