using System.Net.Http.Json;
using LeakyCauldron.Catalog.Tests.Harness;

namespace LeakyCauldron.Catalog.Tests.Importing;

public sealed class ExportTests
{
    [Fact]
    public async Task An_export_imports_back_to_the_same_catalogue()
    {
        await using var first = await DiagonAlley.OpenAsync(sample: true);
        using var odd = await first.Staff.PostAsJsonAsync(
            "catalog/products",
            new
            {
                title = "Odd, \"quoted\"\nthing",
                description = "<p>A &amp; B</p>",
                status = "archived",
                options = new[] { new { name = "Size, in inches" } },
                attributes = new Dictionary<string, string> { ["Núméro"] = "7, or \"8\"" },
                variants = new object[]
                {
                    new
                    {
                        options = new Dictionary<string, string> { ["Size, in inches"] = "10\"" },
                        price = new { amount = 1, currency = "KWD" },
                        onHand = 3,
                        backorder = true,
                    },
                    new
                    {
                        options = new Dictionary<string, string> { ["Size, in inches"] = "11\"" },
                        price = new { amount = 250, currency = "GBP" },
                        compareAtPrice = new { amount = 300, currency = "GBP" },
                    },
                },
                images = new[] { new { url = "/a.svg", alt = "A, b" }, new { url = "/b.svg", alt = "" }, new { url = "/c.svg", alt = "c" } },
                seo = new { title = "Odd" },
            }
        );
        odd.EnsureSuccessStatusCode();
        var export = await first.Staff.GetStringAsync("catalog/exports/products.csv");

        await using var second = await DiagonAlley.OpenAsync();
        var report = await second.ImportAsync(export);
        ImportTests.Counts(report).Failed.ShouldBe(0, report.ToString());
        ImportTests.Counts(report).Created.ShouldBeGreaterThan(160);
        (await second.Staff.GetStringAsync("catalog/exports/products.csv")).ShouldBe(export);

        var again = ImportTests.Counts(await first.ImportAsync(export));
        again.Unchanged.ShouldBe(again.Processed);
        var once = await first.GetAsync("catalog/products?limit=100&sort=price&currency=XGL");
        var twice = await second.GetAsync("catalog/products?limit=100&sort=price&currency=XGL");
        twice.GetProperty("total").GetInt64().ShouldBe(once.GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Shoppers_get_no_export()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        (await shop.Guest.GetAsync("catalog/exports/products.csv")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }
}
