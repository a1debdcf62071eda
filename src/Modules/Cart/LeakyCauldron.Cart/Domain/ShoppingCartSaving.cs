namespace LeakyCauldron.Cart.Domain;

/// <summary>The cart and what is kept beside it for later.</summary>
internal sealed partial class ShoppingCart
{
    public SavedItem[] Saved { get; private set; } = [];

    /// <summary>Of its lines and of what is kept.</summary>
    public IEnumerable<Guid> VariantIds => _lines.Select(l => l.VariantId).Concat(Saved.Select(s => s.VariantId));

    /// <summary>Takes a line out and keeps it; with what is kept of the same variant it is one.</summary>
    public Error? SaveForLater(Guid lineId, DateTimeOffset now)
    {
        if (_lines.Find(l => l.Id == lineId) is not { } line)
        {
            return CartErrors.ItemNotFound;
        }

        if (Saved.Length >= SavedItem.Most && !Array.Exists(Saved, s => s.VariantId == line.VariantId))
        {
            return CartErrors.SavedFull;
        }

        Saved = SavedItem.Union(Saved, [new(Guid.CreateVersion7(now), line.VariantId, line.Sku, line.Title, line.Quantity, now)]);
        _lines.Remove(line);
        Touch(now);
        return null;
    }

    /// <param name="offered">A variant as it is sold, or null if it is not.</param>
    public Error? TakeBack(Guid savedId, Func<Guid, VariantSnapshot?> offered, DateTimeOffset now)
    {
        if (Array.Find(Saved, s => s.Id == savedId) is not { } saved)
        {
            return CartErrors.ItemNotFound;
        }

        if (offered(saved.VariantId) is not { } variant)
        {
            return CartErrors.InsufficientStock(saved.VariantId, saved.Sku, 0);
        }

        if (Add(variant, saved.Quantity, now) is { } refused)
        {
            return refused;
        }

        Saved = [.. Saved.Where(s => s.Id != savedId)];
        return null;
    }

    public Error? Forget(Guid savedId, DateTimeOffset now)
    {
        if (!Array.Exists(Saved, s => s.Id == savedId))
        {
            return CartErrors.ItemNotFound;
        }

        Saved = [.. Saved.Where(s => s.Id != savedId)];
        Touch(now);
        return null;
    }

    /// <summary>What a person kept in the cart that has become an order goes on in the next.</summary>
    public void Inherit(IEnumerable<SavedItem> kept) => Saved = SavedItem.Union(Saved, kept);
}
