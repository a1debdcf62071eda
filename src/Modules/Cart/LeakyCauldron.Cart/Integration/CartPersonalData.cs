using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Contracts;

namespace LeakyCauldron.Cart.Integration;

/// <summary>Carts go with the person. One that is being ordered at this moment stays until the order is done with it, without address and words.</summary>
internal sealed class CartPersonalData(CartDbContext db) : IPersonalData, IEventHandler<PersonErasedV1>
{
    public async Task<object> ExportAsync(Guid userId, CancellationToken ct) =>
        new
        {
            Carts = await db
                .Carts.Where(c => c.UserId == userId)
                .OrderByDescending(c => c.CreatedAt)
                .Take(IPersonalData.MostRows)
                .Select(c => new
                {
                    Id = c.Key,
                    c.Status,
                    c.Currency,
                    c.ShippingAddress,
                    c.BillingAddress,
                    c.ShippingMethod,
                    c.Note,
                    c.GiftMessage,
                    c.Coupons,
                    c.CreatedAt,
                    c.Saved,
                    Items = c.Lines.Select(l => new
                    {
                        l.Sku,
                        l.Title,
                        l.Quantity,
                    }),
                })
                .AsSplitQuery()
                .ToListAsync(ct),
            Wishlists = await db
                .Wishlists.Where(w => w.UserId == userId)
                .OrderBy(w => w.Number)
                .Select(w => new
                {
                    w.Name,
                    w.CreatedAt,
                    Items = w.Items.Select(i => new
                    {
                        i.Sku,
                        i.Title,
                        i.AddedAt,
                    }),
                })
                .ToListAsync(ct),
        };

    public async Task HandleAsync(PersonErasedV1 @event, EventContext context, CancellationToken ct)
    {
        var theirs = db.Carts.Where(c => c.UserId == @event.UserId);
        await db.Carts.Where(c => c.MergedInto != null && theirs.Any(t => t.Id == c.MergedInto)).ExecuteDeleteAsync(ct);
        await theirs
            .Where(c => c.Status == CartStatus.CheckingOut)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(c => c.ShippingAddress, (Address?)null)
                        .SetProperty(c => c.BillingAddress, (Address?)null)
                        .SetProperty(c => c.Note, (string?)null)
                        .SetProperty(c => c.GiftMessage, (string?)null),
                ct
            );
        await theirs.Where(c => c.Status != CartStatus.CheckingOut).ExecuteDeleteAsync(ct);
        await db
            .Redemptions.Where(r => r.Person == $"user:{@event.UserId}")
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.MailHash, (string?)null), ct);
        await db.Wishlists.Where(w => w.UserId == @event.UserId).ExecuteDeleteAsync(ct);
        await db.ForgetIdempotencyKeysAsync(@event.UserId, ct);
    }
}
