using Quartz;

namespace LeakyCauldron.Catalog.Products;

/// <summary>Tells others what time alone has changed: a publication, a sale's start or end. Prices themselves are always read as of now.</summary>
internal sealed class ProductClock(CatalogDbContext db, ProductAnnouncer announcer, TimeProvider clock) : IJob
{
    private const int AtOnce = 200;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await RunAsync(cancellationToken);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var done = 0;
        while (true)
        {
            var due = await db
                .Products.Include(p => p.AllVariants)
                    .ThenInclude(v => v.Prices)
                .Include(p => p.ListPrices)
                .Where(p => p.NextChangeAt <= now && p.DeletedAt == null)
                .OrderBy(p => p.NextChangeAt)
                .Take(AtOnce)
                .ToListAsync(ct);
            await announcer.AnnounceAsync(due, ct);
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            done += due.Count;
            if (due.Count < AtOnce)
            {
                return done;
            }
        }
    }
}
