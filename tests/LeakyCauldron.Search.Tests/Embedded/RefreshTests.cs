using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Tests.Embedded;

public sealed class RefreshTests
{
    [Fact]
    public async Task A_single_change_is_shown_at_once_and_a_flood_within_a_second()
    {
        var clock = new Clock();
        using var folder = new TempFolder();
        await using var engine = EmbeddedIndex.EngineOn(folder.Path, clock);
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
}
