using System.Data;
using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.ListProductDocuments;

internal sealed class ListProductDocumentsValidator : AbstractValidator<Contracts.ListProductDocuments>
{
    public ListProductDocumentsValidator() => RuleFor(x => x.Limit).InclusiveBetween(1, 1000);
}

internal sealed class ListProductDocumentsHandler(CatalogDbContext db, TimeProvider clock)
    : IRequestHandler<Contracts.ListProductDocuments, Result<ProductDocumentPage>>
{
    public async Task<Result<ProductDocumentPage>> Handle(Contracts.ListProductDocuments request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var after = request.After ?? Guid.Empty;

        // One snapshot for all queries: a document must be what its version says.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var products = await db
            .Products.AsNoTracking()
            .Include(p => p.AllVariants)
                .ThenInclude(v => v.Prices)
            .Where(p => p.Announced && p.Id.CompareTo(after) > 0)
            .OrderBy(p => p.Id)
            .Take(request.Limit)
            .ToListAsync(ct);
        var ids = products.Select(p => p.Id).ToArray();
        var levels = await db.StockLevels.AsNoTracking().Where(s => ids.Contains(s.ProductId)).ToDictionaryAsync(s => s.VariantId, ct);
        var categoryIds = products.Select(p => p.CategoryId).OfType<Guid>().Distinct().ToArray();
        var categories = await db.Categories.AsNoTracking().Where(c => categoryIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        var documents = products.Select(p => new VersionedProductDocument(
            p.EventVersion,
            ProductDocuments.Of(p, p.CategoryId is { } id ? categories.GetValueOrDefault(id) : null, levels, now)
        ));
        return new ProductDocumentPage([.. documents], products.Count == request.Limit ? products[^1].Id : null);
    }
}
