namespace LeakyCauldron.Cart.Features.Wishlists;

/// <summary>Lists of one person, and what is on them, in one call to Catalog.</summary>
internal sealed class WishlistReads(CartDbContext db, CartQuotes quotes, ShopSettings shop)
{
    public Task<Wishlist?> FindAsync(Guid id, Caller caller, CancellationToken ct) =>
        db.Wishlists.SingleOrDefaultAsync(w => w.Id == id && w.UserId == caller.UserId, ct);

    public async Task<Result<WishlistDto>> ReadAsync(Wishlist list, string? currency, CancellationToken ct)
    {
        var offers = await quotes.OffersAsync(currency ?? shop.Currency, list.Items.Select(i => i.VariantId), ct);
        return offers.IsError
            ? offers.Error
            : new WishlistDto(
                list.Id,
                list.Name,
                [.. list.Items.OrderBy(i => i.AddedAt).ThenBy(i => i.Id).Select(i => WishlistItemDto.Of(i, offers.Value.Sold(i.VariantId)))],
                list.CreatedAt,
                list.UpdatedAt
            );
    }
}
