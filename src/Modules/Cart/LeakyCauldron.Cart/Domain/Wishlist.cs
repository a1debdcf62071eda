using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Cart.Domain;

/// <summary>What a person would like to have some day. It holds no prices: they are asked for when it is read.</summary>
internal sealed class Wishlist : AggregateRoot
{
    public const int MostLists = 20;
    public const int MostItems = 200;

    private readonly List<WishlistItem> _items = [];

    private Wishlist() { }

    public Guid UserId { get; private set; }

    /// <summary>From 1, unique among a person's: two that are made at once cannot both be the last that is allowed.</summary>
    public int Number { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The name as it is compared.</summary>
    public string NameKey { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public IReadOnlyList<WishlistItem> Items => _items;

    public static Wishlist Create(Guid userId, int number, string name, DateTimeOffset now)
    {
        var list = new Wishlist
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Number = number,
            CreatedAt = now,
        };
        list.Rename(name, now);
        return list;
    }

    public static string KeyOf(string name) => name.Trim().ToUpperInvariant();

    public void Rename(string name, DateTimeOffset now) => (Name, NameKey, UpdatedAt) = (name.Trim(), KeyOf(name), now);

    /// <summary>The same variant twice is one item.</summary>
    public Error? Add(VariantSnapshot variant, DateTimeOffset now)
    {
        if (_items.Exists(i => i.VariantId == variant.VariantId))
        {
            return null;
        }

        if (_items.Count == MostItems)
        {
            return CartErrors.WishlistFull;
        }

        _items.Add(new(variant, now));
        UpdatedAt = now;
        return null;
    }

    public Error? Remove(Guid itemId, DateTimeOffset now)
    {
        if (_items.RemoveAll(i => i.Id == itemId) == 0)
        {
            return CartErrors.ItemNotFound;
        }

        UpdatedAt = now;
        return null;
    }
}

/// <summary>A variant on a list, with what it was called, for when it is sold no more.</summary>
internal sealed class WishlistItem
{
    private WishlistItem() { }

    public WishlistItem(VariantSnapshot variant, DateTimeOffset now) =>
        (Id, VariantId, Sku, Title, AddedAt) = (Guid.CreateVersion7(now), variant.VariantId, variant.Sku, variant.Title, now);

    public Guid Id { get; private set; }

    public Guid VariantId { get; private set; }

    public string Sku { get; private set; } = "";

    public string Title { get; private set; } = "";

    public DateTimeOffset AddedAt { get; private set; }
}
