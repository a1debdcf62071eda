namespace LeakyCauldron.Cart.Features.Wishlists;

/// <summary>A list among a person's lists.</summary>
/// <param name="ItemCount">How much is on it.</param>
internal sealed record WishlistSummary(Guid Id, string Name, int ItemCount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A list with what is on it, as it is sold now.</summary>
/// <param name="Items">As they were added.</param>
internal sealed record WishlistDto(Guid Id, string Name, IReadOnlyList<WishlistItemDto> Items, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <param name="Slug">The product's; null if it is sold no more.</param>
/// <param name="Price">Null if it has none in this currency, or is sold no more.</param>
/// <param name="Available">Units that can be ordered; null if that is not limited.</param>
/// <param name="InStock">It can be put into a cart now.</param>
internal sealed record WishlistItemDto(
    Guid Id,
    Guid VariantId,
    string Sku,
    string Title,
    string? Slug,
    IReadOnlyDictionary<string, string> Options,
    string? Image,
    Money? Price,
    int? Available,
    bool InStock,
    DateTimeOffset AddedAt
)
{
    public static WishlistItemDto Of(WishlistItem item, VariantSnapshot? sold) =>
        new(
            item.Id,
            item.VariantId,
            sold?.Sku ?? item.Sku,
            sold?.Title ?? item.Title,
            sold?.Slug,
            sold?.Options ?? new Dictionary<string, string>(),
            sold?.Image,
            sold?.Price,
            sold is null ? 0 : sold.Available,
            sold is { Available: null or > 0 },
            item.AddedAt
        );
}
