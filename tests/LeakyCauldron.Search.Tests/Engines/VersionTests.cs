using System.Text.Json;
using CsCheck;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Tests.Engines;

public abstract class VersionTests(EngineKind kind) : EngineTests(kind)
{
    [Fact]
    public async Task A_late_event_does_not_undo_a_newer_one()
    {
        var product = Products.Make("Old wand");
        await using var index = await Of(product);
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
        await using var index = await Of(product);
        await index.Apply(product.Gone(3));
        await index.Apply(product.At(2), product.Stock(4, available: 5));
        (await index.Search()).Total.ShouldBe(0);
        (await index.Restart()).ShouldBeTrue();
        await index.Apply(product.At(2));
        (await index.Search()).Total.ShouldBe(0);
        await index.Apply(product.At(5));
        (await index.Search()).Total.ShouldBe(1);
    }

    [Fact]
    public async Task Stock_changes_availability_and_nothing_else()
    {
        var product = Products.Make("Wand", brand: "Hartwell", description: "Of holly.");
        await using var index = await Of(product);
        await index.Apply(product.Stock(2, available: 0));
        var card = (await index.Search("hartwell holly", q => q with { InStock = false })).Hits.ShouldHaveSingleItem().Card;
        JsonSerializer
            .Serialize(card)
            .ShouldBe(JsonSerializer.Serialize(ProductCard.Of(product with { Variants = [product.Variants[0] with { InStock = false }] })));
        await index.Apply(product.Stock(3, available: null));
        (await index.Search("wand", q => q with { InStock = true })).Total.ShouldBe(1);
    }

    [Fact]
    public async Task A_version_that_moved_without_a_change_is_durable_too()
    {
        var product = Products.Make("Wand");
        await using var index = await Of(product);
        await index.Apply(product.Stock(9, available: 3));
        await index.Restart();
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

    private async Task Deliver((int Product, int Version, int Kind, bool EndsBatch)[] deliveries)
    {
        var products = Enumerable.Range(0, 4).Select(i => Products.Make($"Product {i}")).ToArray();
        await using var index = await Of();
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

public sealed class EmbeddedVersionTests() : VersionTests(EngineKind.Embedded);

public sealed class ElasticVersionTests() : VersionTests(EngineKind.Elasticsearch);
