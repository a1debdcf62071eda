using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.Search.Embedded;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Indexing;
using LeakyCauldron.Search.Integration;
using LeakyCauldron.Search.Tests.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakyCauldron.Search.Tests.Indexing;

public sealed class IndexingTests : IAsyncLifetime
{
    private const string Topic = "catalog.events";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TempFolder _folder = new();
    private readonly Shelf _shelf = new();
    private readonly Clock _clock = new();
    private readonly IndexState _state = new();
    private EmbeddedEngine _engine = null!;

    public ValueTask InitializeAsync()
    {
        _engine = EmbeddedIndex.EngineOn(_folder.Path, _clock);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_new_index_is_filled_from_the_catalogue_and_then_from_events()
    {
        var (wand, broom) = (Products.Make("Wand"), Products.Make("Broom"));
        _shelf.Put(wand);
        _shelf.Put(broom);
        await Start();
        (await Titles()).ShouldBe(["Broom", "Wand"]);

        _shelf.Put(Products.Make("Robe"));
        _shelf.Sell(wand);
        _shelf.Remove(broom);
        await Consume();
        (await Titles()).ShouldBe(["Robe", "Wand"]);
        (await Titles(inStock: false)).ShouldBe(["Wand"]);
    }

    [Fact]
    public async Task What_happens_while_the_catalogue_is_read_is_not_lost()
    {
        var (wand, broom) = (Products.Make("Wand"), Products.Make("Broom"));
        _shelf.Put(wand);
        _shelf.Put(broom);
        _shelf.AfterPage = () =>
        {
            _shelf.AfterPage = null;
            _shelf.Remove(wand);
            _shelf.Put(broom with { Title = "Better broom" });
            _shelf.Put(Products.Make("Robe"));
        };
        await Start();
        await Consume();
        (await Titles()).ShouldBe(["Better broom", "Robe"]);
    }

    [Fact]
    public async Task A_second_start_replays_only_what_it_missed()
    {
        _shelf.Put(Products.Make("Wand"));
        await Start();
        await _engine.DisposeAsync();
        _shelf.Put(Products.Make("Broom"));
        _engine = EmbeddedIndex.EngineOn(_folder.Path, _clock);
        await Start();
        (await Titles()).ShouldBe(["Wand"]);
        (await Consumer().StartFromAsync(Topic, None)).ShouldNotBeNull().Next[0].ShouldBe(1);
        await Consume();
        (await Titles()).ShouldBe(["Broom", "Wand"]);
    }

    [Fact]
    public async Task An_index_of_another_shop_is_rebuilt()
    {
        _shelf.Put(Products.Make("Wand"));
        await Start();
        await _engine.DisposeAsync();

        var other = new Shelf();
        other.Put(Products.Make("Broom"));
        _engine = EmbeddedIndex.EngineOn(_folder.Path, _clock);
        await Start(other);
        (await Titles()).ShouldBe(["Broom"]);
    }

    [Fact]
    public async Task The_start_waits_for_a_catalogue_that_is_away()
    {
        _shelf.Put(Products.Make("Wand"));
        _shelf.Outages = 1;
        await Start();
        (await Titles()).ShouldBe(["Wand"]);
    }

    [Fact]
    public async Task Events_wait_for_the_index()
    {
        var position = Consumer().StartFromAsync(Topic, None);
        position.IsCompleted.ShouldBeFalse();
        await Start();
        (await position).ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_event_twice_and_in_any_batches_is_the_same_index()
    {
        var wand = Products.Make("Wand");
        await Start();
        _shelf.Put(wand);
        _shelf.Sell(wand);
        _shelf.Put(wand with { Title = "Wand, mended" });
        foreach (var envelope in _shelf.Log.Concat(_shelf.Log).ToList())
        {
            await Consumer().HandleAsync(Topic, [envelope, envelope], TestIndex.Position(3), None);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        await _engine.MaintainAsync(commit: false, None);
        (await Titles(inStock: true)).ShouldBe(["Wand, mended"]);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_holds_up_nothing()
    {
        await Start();
        _shelf.Put(Products.Make("Wand"));
        var broken = _shelf.Log[0] with { Data = "{}"u8.ToArray() };
        await Consumer().HandleAsync(Topic, [broken, .. _shelf.Log], TestIndex.Position(2), None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _engine.MaintainAsync(commit: false, None);
        (await Titles()).ShouldBe(["Wand"]);
    }

    [Fact]
    public async Task What_lost_events_would_have_told_is_read_from_the_catalogue()
    {
        await Start();
        _shelf.Put(Products.Make("Wand"));
        _shelf.Put(Products.Make("Broom"));
        var next = await Consumer().RebuildAsync(Topic, None);

        (await Titles()).ShouldBe(["Broom", "Wand"]);
        next.ShouldBe(_engine.Reached);
        next!.Next[0].ShouldBe(_shelf.Log.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    private Task Start(Shelf? shelf = null)
    {
        var source = shelf ?? _shelf;
        return new OpenIndex(_engine, source, source, Rebuilder(source), _state, NullLogger<OpenIndex>.Instance).RunAsync(None);
    }

    private IndexRebuilder Rebuilder(Shelf source) => new(_engine, source, source, TimeProvider.System, NullLogger<IndexRebuilder>.Instance);

    private async Task Consume()
    {
        var consumer = Consumer();
        var from = await consumer.StartFromAsync(Topic, None);
        await _shelf.ConsumeFromAsync(Topic, from, (batch, reached, ct) => consumer.HandleAsync(Topic, batch, reached, ct), None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _engine.MaintainAsync(commit: false, None);
    }

    private IndexCatalogEvents Consumer() => new(_engine, _state, Scopes(), NullLogger<IndexCatalogEvents>.Instance);

    private IServiceScopeFactory Scopes() =>
        new ServiceCollection().AddScoped(_ => Rebuilder(_shelf)).BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();

    private async Task<IReadOnlyList<string>> Titles(bool? inStock = null)
    {
        var query = new ProductQuery
        {
            Currency = "GBP",
            Sort = ProductSort.Name,
            InStock = inStock,
        };
        return [.. (await _engine.SearchAsync(query, None)).Value!.Hits.Select(h => h.Card.Title)];
    }
}
