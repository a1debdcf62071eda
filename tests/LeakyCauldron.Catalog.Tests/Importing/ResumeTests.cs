using LeakyCauldron.Catalog.Domain;
using LeakyCauldron.Catalog.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Catalog.Tests.Importing;

public sealed class ResumeTests
{
    private const string Header = "Handle,Title,Variant SKU,Variant Price\n";
    private const string Half = Header + "one,One,A-1,1.00\ntwo,Two,A-2,2.00\n";
    private const string Whole = Half + "bad,Bad,A-9,-1.00\nthree,Three,A-3,3.00\ntwo,Two again,A-2,2.00\n";

    [Fact]
    public async Task An_import_whose_process_died_goes_on_after_its_last_batch()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        await shop.ImportAsync(Half);
        var id = await DiedAsync(shop, processed: 2, shop.Clock.GetUtcNow().AddSeconds(-1));

        var report = await FinishedAsync(shop, id);
        report.Status.ShouldBe(ImportStatus.Completed);
        (report.Processed, report.Created, report.Unchanged, report.Failed).ShouldBe((5, 3, 0, 2));
        (await shop.GetAsync("catalog/products?sort=name")).GetProperty("total").GetInt32().ShouldBe(3);
        (
            await shop.QueryAsync(db => db.ImportErrors.Where(e => e.ImportId == id).OrderBy(e => e.Number).Select(e => e.Line).ToListAsync())
        ).ShouldBe([4, 6]);
        Directory.GetFiles(shop.ImportsFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_import_that_another_process_works_on_is_left_alone_until_its_lease_ends()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        var id = await DiedAsync(shop, processed: 0, shop.Clock.GetUtcNow().AddSeconds(15));
        await shop.ImportAsync(Half);
        (await ReadAsync(shop, id)).Status.ShouldBe(ImportStatus.Running);
        shop.Clock.Advance(TimeSpan.FromSeconds(20));
        (await FinishedAsync(shop, id)).Unchanged.ShouldBe(2);
    }

    /// <summary>What is left of an import after a kill: its file, its row, its committed batches.</summary>
    private static async Task<Guid> DiedAsync(DiagonAlley shop, int processed, DateTimeOffset leaseUntil)
    {
        var id = Guid.CreateVersion7();
        Directory.CreateDirectory(shop.ImportsFolder);
        await File.WriteAllTextAsync(Path.Combine(shop.ImportsFolder, $"{id}.csv"), Whole);
        await shop.QueryAsync(db =>
        {
            db.Imports.Add(
                new Import(id, "GBP", $"{id}.csv", null, shop.Clock.GetUtcNow())
                {
                    Total = 5,
                    Processed = processed,
                    Created = processed,
                    LeaseOwner = Guid.CreateVersion7(),
                    LeaseUntil = leaseUntil,
                }
            );
            return db.SaveChangesAsync();
        });
        return id;
    }

    private static Task<Import> ReadAsync(DiagonAlley shop, Guid id) => shop.QueryAsync(db => db.Imports.AsNoTracking().SingleAsync(i => i.Id == id));

    private static Task<Import> FinishedAsync(DiagonAlley shop, Guid id) =>
        Eventually.Async(
            async () => await ReadAsync(shop, id) is { Status: not ImportStatus.Running } import ? import : null,
            "the import to be finished by somebody else"
        );
}
