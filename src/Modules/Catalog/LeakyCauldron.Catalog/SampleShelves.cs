using System.Reflection;
using System.Text.Json;
using LeakyCauldron.Catalog.Importing;

namespace LeakyCauldron.Catalog;

/// <summary>The sample shop: its products through the same import as anybody's, then its collections.</summary>
internal sealed class SampleShelves(CatalogDbContext db, ImportRun run, TimeProvider clock) : ISampleData
{
    private const string Currency = "GBP";

    public async Task LoadAsync(CancellationToken ct)
    {
        await using (var products = Open("products.csv"))
        {
            var groups = await ProductGroups.OpenAsync(products, CsvLimits.Default, Currency, ct);
            await run.RunAsync(groups.Value!, 0, Currencies.Find(Currency)!, null, RefuseErrors, ct);
        }

        db.ChangeTracker.Clear();
        await using var file = Open("collections.json");
        var shelves = await JsonSerializer.DeserializeAsync<Shelves>(file, Json.Wire, ct);
        var present = await db.Collections.Select(c => c.Slug).ToListAsync(ct);
        var ids = await db.Products.Where(p => p.DeletedAt == null).ToDictionaryAsync(p => p.Slug, p => p.Id, ct);
        foreach (var shelf in shelves!.Collections.Where(s => !present.Contains(s.Slug, StringComparer.Ordinal)))
        {
            var collection = new Collection(shelf.Slug, shelf.Title, shelf.Description, shelf.Rules, clock.GetUtcNow());
            db.Collections.Add(collection);
            db.CollectionProducts.AddRange((shelf.Handles ?? []).Select((handle, i) => new CollectionProduct(collection.Id, ids[handle], i + 1)));
        }

        await db.SaveChangesAsync(ct);
    }

    private static Task RefuseErrors(BatchCounts counts, IReadOnlyList<RowError> errors, CancellationToken ct) =>
        errors.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException($"Line {errors[0].Line} of the sample products: {errors[0].Message}");

    private static Stream Open(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream($"SampleData.{name}")!;

    private sealed record Shelves(IReadOnlyList<Shelf> Collections);

    private sealed record Shelf(string Slug, string Title, string Description, IReadOnlyList<string>? Handles, IReadOnlyList<CollectionRule>? Rules);
}
