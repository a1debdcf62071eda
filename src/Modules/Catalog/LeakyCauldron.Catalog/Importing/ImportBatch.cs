using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Shelves;
using LeakyCauldron.Catalog.Stock;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>What became of a batch's products.</summary>
internal sealed record BatchCounts(int Created, int Updated, int Unchanged, int Failed)
{
    public int Processed => Created + Updated + Unchanged + Failed;
}

/// <summary>
/// Applies products of a file, many at a time, in one transaction with their events and with the run's counters. A product whose rows are those of last time is not
/// even parsed.
/// </summary>
internal sealed class ImportBatch(
    CatalogDbContext db,
    IOutboxWriter outbox,
    ProductAnnouncer announcer,
    CategoryShelf shelf,
    IReadOnlyDictionary<(string, string), string> attributes,
    ImportColumns columns,
    Currency currency,
    Guid? actor,
    TimeProvider clock
)
{
    private readonly ProductParser _parser = new(columns, currency);

    /// <summary>Applies and commits; <paramref name="record"/> runs in the transaction.</summary>
    public async Task<BatchCounts> ApplyAsync(
        IReadOnlyList<ProductGroup> groups,
        Func<BatchCounts, CancellationToken, Task> record,
        CancellationToken ct
    )
    {
        db.ChangeTracker.Clear();
        var lookup = new ImportLookup(db);
        var known = await lookup.ProductsAsync([.. groups.Select(g => g.Handle).OfType<string>()], ct);
        var unchanged = 0;
        var wanted = new List<ProductGroup>(groups.Count);
        var parsed = new List<ImportedProduct>(groups.Count);
        foreach (var group in groups)
        {
            if (group.Errors.Count == 0 && known.TryGetValue(group.Handle!, out var same) && same.Hash.AsSpan().SequenceEqual(group.Hash))
            {
                unchanged++;
            }
            else if (_parser.Parse(group) is { } product)
            {
                wanted.Add(group);
                parsed.Add(product);
            }
        }

        var skus = await lookup.SkuOwnersAsync([.. parsed.SelectMany(Skus).Distinct(StringComparer.Ordinal)], ct);
        RefuseTakenSkus(wanted, parsed, known, skus);
        await shelf.EnsureAsync(parsed.Select(p => p.CategoryPath).OfType<IReadOnlyList<string>>(), ct);

        var now = clock.GetUtcNow();
        var editor = new ProductEditor(attributes, skus.Keys.ToHashSet(StringComparer.Ordinal), now);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var updates = new ImportUpdates(db, announcer, shelf, editor, columns, actor, now);
        var present = parsed.Zip(wanted).Where(p => known.ContainsKey(p.First.Handle) && p.Second.Errors.Count == 0).ToArray();
        var updated = present.Length == 0 ? 0 : await updates.ApplyAsync([.. present.Select(p => (p.First, p.Second, known[p.First.Handle].Id))], ct);
        var created = Create([.. parsed.Zip(wanted).Where(p => !known.ContainsKey(p.First.Handle))], editor, now);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        if (created.Count > 0)
        {
            await BulkProducts.WriteAsync(connection, created, ct);
            await outbox.AppendAsync(connection, CatalogDbContext.Schema, [.. Announce(created, now)], ct);
        }

        var failed = groups.Count(g => g.Errors.Count > 0);
        var counts = new BatchCounts(created.Count, updated, groups.Count - failed - created.Count - updated, failed);
        await record(counts, ct);
        await transaction.CommitAsync(ct);
        outbox.Wake(CatalogDbContext.Schema);
        return counts;
    }

    /// <summary>The SKUs a product has in the file, or would be given.</summary>
    private static IEnumerable<string> Skus(ImportedProduct product) =>
        product.Variants.Select(v => v.Sku ?? ProductEditor.SkuCandidate(product.Handle, v.OptionValues));

    private void RefuseTakenSkus(
        List<ProductGroup> groups,
        List<ImportedProduct> products,
        Dictionary<string, KnownProduct> known,
        Dictionary<string, Guid> owners
    )
    {
        var claims = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (group, product) in groups.Zip(products))
        {
            var id = known.GetValueOrDefault(product.Handle)?.Id;
            foreach (var variant in product.Variants.Where(v => v.Sku is not null))
            {
                var sku = variant.Sku!;
                if ((owners.TryGetValue(sku, out var owner) && owner != id) || !claims.TryAdd(sku, product.Handle))
                {
                    group.Errors.Add(new(variant.Line, columns.Name(columns.Sku), "duplicate_sku", $"SKU '{sku}' belongs to another variant."));
                }
            }
        }
    }

    private List<NewProduct> Create(IReadOnlyList<(ImportedProduct Source, ProductGroup Group)> candidates, ProductEditor editor, DateTimeOffset now)
    {
        var created = new List<NewProduct>(candidates.Count);
        foreach (var (source, group) in candidates)
        {
            Require(source, group.Errors);
            if (group.Errors.Count > 0)
            {
                continue;
            }

            var product = new Product(source.Handle, source.Title!, now);
            source.Published ??= source.Status is null or ProductStatus.Active;
            source.Status ??= source.Published.Value ? ProductStatus.Active : ProductStatus.Draft;
            var (variants, _) = editor.Apply(
                product,
                source,
                ProductEditor.Match(product, source),
                source.CategoryPath is { } path ? shelf.Find(path) : null
            );
            var stock = variants.Select(v => StockOf(v.Source, v.Variant, actor, now)).ToArray();
            product.ImportHash = source.Hash;
            product.Refresh(now, Array.Exists(stock, s => s.Level.InStock));
            if (product.IsVisible(now))
            {
                product.MarkAnnounced();
            }

            created.Add(new(product, stock));
        }

        return created;
    }

    /// <summary>A quantity without a word on tracking means that somebody counts.</summary>
    public static NewStock StockOf(ImportedVariant row, Variant variant, Guid? actor, DateTimeOffset now)
    {
        var tracked = row.Tracked ?? row.Quantity is not null;
        var stock = NewStock.Of(variant.Id, variant.ProductId, tracked, row.Backorder ?? false, row.Quantity ?? 0, MovementKind.Import, actor, now);
        stock.Level.ImportedQuantity = row.Quantity;
        return stock;
    }

    /// <summary>What a product that is not there yet must bring.</summary>
    private void Require(ImportedProduct source, List<RowError> errors)
    {
        if (source.Title is null)
        {
            errors.Add(new(source.Line, columns.Name(columns.Title), "title_missing", "A new product needs a title."));
        }

        if (source.Variants.Count > 1 && source.OptionNames is not { Count: > 0 })
        {
            errors.Add(new(source.Line, "Option1 Name", "option_missing", "Several variants need an option that tells them apart."));
        }

        foreach (var variant in source.Variants.Where(v => v.Prices.Count == 0))
        {
            errors.Add(new(variant.Line, columns.Name(columns.Price) ?? "Variant Price", "price_missing", "A new variant needs a price."));
        }
    }

    private IEnumerable<(IIntegrationEvent, long)> Announce(List<NewProduct> created, DateTimeOffset now)
    {
        var categories = shelf.All.ToDictionary(c => c.Id);
        foreach (var (product, stock) in created.Where(c => c.Product.Announced))
        {
            var category = product.CategoryId is { } id ? categories[id] : null;
            yield return (
                new ProductChangedV1(ProductDocuments.Of(product, category, stock.ToDictionary(s => s.Level.VariantId, s => s.Level), now)),
                1
            );
        }
    }
}
