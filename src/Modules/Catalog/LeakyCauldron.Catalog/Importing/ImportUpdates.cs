using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Shelves;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>Products that are there already: loaded, compared, and written where something differs.</summary>
internal sealed class ImportUpdates(
    CatalogDbContext db,
    ProductAnnouncer announcer,
    CategoryShelf shelf,
    ProductEditor editor,
    ImportColumns columns,
    Guid? actor,
    DateTimeOffset now
)
{
    /// <summary>Answers how many products came out different; those that are refused get an error.</summary>
    public async Task<int> ApplyAsync(IReadOnlyCollection<(ImportedProduct Source, ProductGroup Group, Guid Id)> candidates, CancellationToken ct)
    {
        var ids = candidates.Select(c => c.Id).ToArray();
        var products = await LoadAsync(ids, ct);
        var levels = await db.StockLevels.AsNoTracking().Where(s => ids.Contains(s.ProductId)).ToDictionaryAsync(s => s.VariantId, ct);
        var edits = candidates
            .Where(c => products.ContainsKey(c.Id))
            .Select(c => new Edit(c.Source, c.Group, products[c.Id], ProductEditor.Match(products[c.Id], c.Source), levels))
            .ToArray();

        var plan = new StockPlan(db);
        var wishes = edits.SelectMany(e => e.Wishes).ToArray();
        if (wishes.Length > 0)
        {
            await plan.LockAsync(wishes, ct);
        }

        var granted = new List<StockWish>();
        var changed = new List<Product>();
        foreach (var edit in edits)
        {
            edit.Group.Errors.AddRange(edit.Wishes.Select(w => plan.Refusal(w, columns)).Concat(Missing(edit)).OfType<RowError>());
            if (edit.Group.Errors.Count == 0)
            {
                granted.AddRange(edit.Wishes);
                if (Apply(edit))
                {
                    changed.Add(edit.Product);
                }
            }
        }

        var restocked = granted.Count == 0 ? [] : await plan.ApplyAsync(granted, actor, now, ct);
        await announcer.AnnounceAsync(changed, ct, db.StockLevels.Local);
        await db.SaveChangesAsync(ct);
        return edits.Count(e => changed.Contains(e.Product) || e.Wishes.Any(w => restocked.Contains(w.VariantId)));
    }

    /// <summary>Locks the products' rows first, in one order: nobody else moves them until the commit.</summary>
    private async Task<Dictionary<Guid, Product>> LoadAsync(Guid[] ids, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"SELECT FROM catalog.products WHERE id = ANY({ids}) ORDER BY id FOR UPDATE", ct);
        return await db
            .Products.Include(p => p.AllVariants)
                .ThenInclude(v => v.Prices)
            .Include(p => p.ListPrices)
            .Where(p => ids.Contains(p.Id) && p.DeletedAt == null)
            .ToDictionaryAsync(p => p.Id, ct);
    }

    private IEnumerable<RowError> Missing(Edit edit) =>
        edit
            .Matches.Where(m => m.Present is null && m.Source.Prices.Count == 0)
            .Select(m => new RowError(
                m.Source.Line,
                columns.Name(columns.Price) ?? "Variant Price",
                "price_missing",
                "A new variant needs a price."
            ));

    private bool Apply(Edit edit)
    {
        var category = edit.Source.CategoryPath is { } path ? shelf.Find(path) : null;
        var (variants, ended) = editor.Apply(edit.Product, edit.Source, edit.Matches, category);
        foreach (var (row, variant, _) in variants.Where(v => v.IsNew))
        {
            ImportBatch.StockOf(row, variant, actor, now).AddTo(db);
        }

        db.PriceHistory.AddRange(ended);
        edit.Product.ImportHash = edit.Source.Hash;
        if (!edit.Product.IsChanged)
        {
            return false;
        }

        edit.Product.Touch(now);
        return true;
    }

    private sealed class Edit(
        ImportedProduct source,
        ProductGroup group,
        Product product,
        IReadOnlyList<VariantMatch> matches,
        Dictionary<Guid, StockLevel> levels
    )
    {
        public ImportedProduct Source => source;
        public ProductGroup Group => group;
        public Product Product => product;
        public IReadOnlyList<VariantMatch> Matches => matches;

        public IReadOnlyList<StockWish> Wishes { get; } =
        [.. matches.Where(m => m.Present is not null).Select(m => StockWish.Of(m.Source, levels[m.Present!.Id])).OfType<StockWish>()];
    }
}
