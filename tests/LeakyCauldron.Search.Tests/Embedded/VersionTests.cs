using System.Text.Json;
using CsCheck;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Tests.Embedded;

public sealed class VersionTests
{
    [Fact]
    public async Task A_late_event_does_not_undo_a_newer_one()
    {
        var product = Products.Make("Old wand");
        await using var index = await TestIndex.Of(product);
        await index.Apply((product with { Title = "New wand" }).At(3));
        await index.Apply(product.At(2));
        await index.Apply(product.Stock(2, available: 0));
        (await index.Titles("wand")).ShouldBe(["New wand"]);
        (await index.Search("wand")).Hits[0].Card.InStock.ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_withdrawn_comes_back_only_by_a_newer_event()
    {
        var product = Products.Make("Wand");
        await using var index = await TestIndex.Of(product);
        await index.Apply(product.Gone(3));
        await index.Apply(product.At(2), product.Stock(4, available: 5));
        (await index.Search()).Total.ShouldBe(0);
        await index.Commit();
        (await index.Reopen()).ShouldNotBeNull();
        await index.Apply(product.At(2));
        (await index.Search()).Total.ShouldBe(0);
        await index.Apply(product.At(5));
        (await index.Search()).Total.ShouldBe(1);
    }

    [Fact]
    public async Task Stock_changes_availability_and_nothing_else()
    {
        var product = Products.Make("Wand", brand: "Hartwell", description: "Of holly.");
        await using var index = await TestIndex.Of(product);
        await index.Apply(product.Stock(2, available: 0));
        var card = (await index.Search("hartwell holly", q => q with { InStock = false })).Hits.ShouldHaveSingleItem().Card;
        JsonSerializer
            .Serialize(card)
            .ShouldBe(JsonSerializer.Serialize(ProductCard.Of(product with { Variants = [product.Variants[0] with { InStock = false }] })));
        await index.Apply(product.Stock(3, available: null));
        (await index.Search("wand", q => q with { InStock = true })).Total.ShouldBe(1);
    }

    [Fact]
    public async Task A_single_change_is_shown_at_once_and_a_flood_within_a_second()
    {
        var clock = new Clock();
        using var folder = new TempFolder();
        await using var engine = TestIndex.EngineOn(folder.Path, clock);
        await engine.OpenAsync("test", CancellationToken.None);
        await using (var rebuild = await engine.BeginRebuildAsync(CancellationToken.None))
        {
            await rebuild.PublishAsync(TestIndex.Position(0), CancellationToken.None);
        }

        async Task<long> Total() =>
            (await engine.SearchAsync(new() { Currency = "GBP", Sort = ProductSort.Name }, CancellationToken.None)).Value!.Total;
        clock.Advance(TimeSpan.FromSeconds(1));
        await engine.ApplyAsync([Products.Make("Wand").At(1)], TestIndex.Position(1), CancellationToken.None);
        (await Total()).ShouldBe(1);
        await engine.ApplyAsync(
            [.. Enumerable.Range(0, 600).Select(i => Products.Make($"Wand {i}").At(1))],
            TestIndex.Position(2),
            CancellationToken.None
        );
        clock.Advance(TimeSpan.FromMilliseconds(900));
        await engine.MaintainAsync(commit: false, CancellationToken.None);
        (await Total()).ShouldBe(1);
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await engine.MaintainAsync(commit: false, CancellationToken.None);
        (await Total()).ShouldBe(601);
    }

    [Fact]
    public async Task A_version_that_moved_without_a_change_is_durable_too()
    {
        var product = Products.Make("Wand");
        await using var index = await TestIndex.Of(product);
        await index.Apply(product.Stock(9, available: 3));
        await index.Commit();
        await index.Reopen();
        await index.Apply((product with { Title = "Late" }).At(8));
        (await index.Titles()).ShouldBe(["Wand"]);
    }

    /// <summary>However events are repeated, delayed and cut into batches, the newest of each product decides.</summary>
    [Fact]
    public void Any_delivery_ends_in_the_newest_state() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 12], Gen.Int[0, 2], Gen.Bool)
            .Array[1, 40]
            .Sample(
                deliveries =>
                {
                    Deliver(deliveries).GetAwaiter().GetResult();
                },
                iter: 25,
                threads: 1
            );

    private static async Task Deliver((int Product, int Version, int Kind, bool EndsBatch)[] deliveries)
    {
        var products = Enumerable.Range(0, 4).Select(i => Products.Make($"Product {i}")).ToArray();
        await using var index = await TestIndex.Of();
        var expected = new Dictionary<int, (int Version, string? Title)>();
        var batch = new List<ProductChange>();
        foreach (var (number, version, kind, endsBatch) in deliveries)
        {
            var product = products[number] with { Title = $"Product {number} v{version}" };
            batch.Add(kind == 0 ? product.Gone(version) : product.At(version));
            if (!expected.TryGetValue(number, out var newest) || newest.Version < version)
            {
                expected[number] = (version, kind == 0 ? null : product.Title);
            }

            if (endsBatch)
            {
                await index.Apply([.. batch]);
                batch.Clear();
            }
        }

        await index.Apply([.. batch]);
        (await index.Titles()).ShouldBe(
            expected.Values.Select(e => e.Title).OfType<string>().Order(StringComparer.OrdinalIgnoreCase),
            ignoreOrder: true
        );
    }
}
