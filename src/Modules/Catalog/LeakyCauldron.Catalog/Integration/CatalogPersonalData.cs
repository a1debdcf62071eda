using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Catalog.Reviews;
using LeakyCauldron.Identity.Contracts;

namespace LeakyCauldron.Catalog.Integration;

/// <summary>
/// The stars of an approved review stay, since the product's rating is made of them; its words may tell who wrote it, so they go with author and account. Reviews that nobody
/// has seen go altogether, and so do votes and the memory of purchases.
/// </summary>
internal sealed class CatalogPersonalData(CatalogDbContext db) : IPersonalData, IEventHandler<PersonErasedV1>
{
    public async Task<object> ExportAsync(Guid userId, CancellationToken ct) =>
        new
        {
            Reviews = await db
                .Reviews.Where(r => r.UserId == userId)
                .OrderByDescending(r => r.Id)
                .Take(IPersonalData.MostRows)
                .Select(r => new
                {
                    r.ProductId,
                    r.Rating,
                    r.Title,
                    r.Body,
                    r.Author,
                    r.VerifiedPurchase,
                    r.Status,
                    r.CreatedAt,
                })
                .ToListAsync(ct),
            Votes = await db
                .ReviewVotes.Where(v => v.UserId == userId)
                .OrderBy(v => v.ReviewId)
                .Take(IPersonalData.MostRows)
                .Select(v => new { v.ReviewId, v.Helpful })
                .ToListAsync(ct),
            Alerts = await db
                .StockAlerts.Where(a => a.UserId == userId)
                .OrderBy(a => a.Id)
                .Select(a => new { a.VariantId, a.CreatedAt })
                .ToListAsync(ct),
            Purchases = await db
                .Purchases.Where(p => p.UserId == userId)
                .OrderBy(p => p.ProductId)
                .Take(IPersonalData.MostRows)
                .Select(p => p.ProductId)
                .ToListAsync(ct),
        };

    public async Task HandleAsync(PersonErasedV1 @event, EventContext context, CancellationToken ct)
    {
        await db.Purchases.Where(p => p.UserId == @event.UserId).ExecuteDeleteAsync(ct);
        await db.StockAlerts.Where(a => a.UserId == @event.UserId).ExecuteDeleteAsync(ct);
        var unseen = db.Reviews.Where(r => r.UserId == @event.UserId && r.Status != ReviewStatus.Approved);
        await db.ReviewVotes.Where(v => unseen.Any(r => r.Id == v.ReviewId)).ExecuteDeleteAsync(ct);
        await unseen.ExecuteDeleteAsync(ct);
        await db
            .Reviews.Where(r => r.UserId == @event.UserId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(r => r.UserId, (Guid?)null)
                        .SetProperty(r => r.Author, (string?)null)
                        .SetProperty(r => r.Title, "")
                        .SetProperty(r => r.Body, ""),
                ct
            );
        var voted = await db.ReviewVotes.Where(v => v.UserId == @event.UserId).Select(v => v.ReviewId).ToArrayAsync(ct);
        await db.ReviewVotes.Where(v => v.UserId == @event.UserId).ExecuteDeleteAsync(ct);
        await ReviewVotes.CountAsync(db, voted, ct);
        await db.ForgetIdempotencyKeysAsync(@event.UserId, ct);
    }
}
