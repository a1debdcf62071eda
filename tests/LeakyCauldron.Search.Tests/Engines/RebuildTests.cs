namespace LeakyCauldron.Search.Tests.Engines;

public abstract class RebuildTests(EngineKind kind) : EngineTests(kind)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Changes_during_a_rebuild_are_in_the_old_index_and_in_the_new()
    {
        var (kept, changed, gone, sold) = (Products.Make("Kept"), Products.Make("Changed"), Products.Make("Gone"), Products.Make("Sold"));
        await using var index = await Of(kept, changed, gone, sold);
        await using (var rebuild = await index.Engine.BeginRebuildAsync(None))
        {
            await rebuild.AddAsync([kept.At(1)], None);
            var added = Products.Make("Added");
            await index.Apply((changed with { Title = "Changed anew" }).At(2), gone.Gone(2), sold.Stock(2, available: 0), added.At(1));
            (await index.Titles()).ShouldBe(["Added", "Changed anew", "Kept", "Sold"]);

            // The pages were read before the changes, and arrive after them.
            await rebuild.AddAsync([changed.At(1), gone.At(1), sold.At(1)], None);
            await rebuild.PublishAsync(TestIndex.Position(0), None);
        }

        (await index.Titles()).ShouldBe(["Added", "Changed anew", "Kept", "Sold"]);
        (await index.Titles("", q => q with { InStock = false })).ShouldBe(["Sold"]);
        (await index.Restart()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_rebuild_that_is_given_up_leaves_nothing_behind()
    {
        await using var index = await Of(Products.Make("Wand"));
        await using (var rebuild = await index.Engine.BeginRebuildAsync(None))
        {
            await rebuild.AddAsync([Products.Make("Broom").At(1)], None);
        }

        (await index.Titles()).ShouldBe(["Wand"]);
        index.Indexes.ShouldBe(1);
        await index.RebuildAsync(Products.Make("Robe"));
        (await index.Titles()).ShouldBe(["Robe"]);
    }

    [Fact]
    public async Task Readers_never_meet_a_gap()
    {
        await using var index = await Of(Products.Make("Wand"));
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                (await index.Search("wand")).Total.ShouldBe(1);
            }
        });
        for (var i = 0; i < 10; i++)
        {
            await index.RebuildAsync(Products.Make("Wand"));
        }

        await stop.CancelAsync();
        await reader;
    }
}

public sealed class EmbeddedRebuildTests() : RebuildTests(EngineKind.Embedded);

public sealed class ElasticRebuildTests() : RebuildTests(EngineKind.Elasticsearch);
