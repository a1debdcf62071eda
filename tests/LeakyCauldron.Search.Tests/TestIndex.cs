using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Embedded;
using LeakyCauldron.Search.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakyCauldron.Search.Tests;

/// <summary>The embedded engine on a folder of its own.</summary>
internal sealed class TestIndex : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Clock _clock = new();
    private long _position;

    private TestIndex() => Engine = EngineOn(_folder.Path, _clock);

    public EmbeddedEngine Engine { get; private set; }

    public string Folder => _folder.Path;

    public static EmbeddedEngine EngineOn(string folder, TimeProvider? clock = null) =>
        new(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DATA_DIR"] = folder }).Build(),
            clock ?? TimeProvider.System,
            NullLogger<EmbeddedEngine>.Instance
        );

    public static StreamPosition Position(long next) => new(new Dictionary<int, long> { [0] = next });

    /// <summary>Built from these products, each at version 1.</summary>
    public static async Task<TestIndex> Of(params ProductDocument[] products)
    {
        var index = new TestIndex();
        (await index.Engine.OpenAsync("test", CancellationToken.None)).ShouldBeNull();
        await index.RebuildAsync(products);
        return index;
    }

    public async Task RebuildAsync(params ProductDocument[] products)
    {
        await using var rebuild = await Engine.BeginRebuildAsync(CancellationToken.None);
        await rebuild.AddAsync([.. products.Select(p => p.At(1))], CancellationToken.None);
        await rebuild.PublishAsync(Position(_position), CancellationToken.None);
    }

    /// <summary>Applies and makes visible.</summary>
    public async Task Apply(params ProductChange[] changes)
    {
        await Engine.ApplyAsync(changes, Position(++_position), CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Engine.MaintainAsync(commit: false, CancellationToken.None);
    }

    public Task Commit() => Engine.MaintainAsync(commit: true, CancellationToken.None);

    public async Task<SearchPage> Search(string text = "", Func<ProductQuery, ProductQuery>? with = null)
    {
        var query = new ProductQuery
        {
            Text = text,
            Currency = "GBP",
            Limit = 100,
            Sort = text.Length == 0 ? ProductSort.Name : ProductSort.Relevance,
        };
        return (await Engine.SearchAsync(with is null ? query : with(query), CancellationToken.None)).Value.ShouldNotBeNull();
    }

    public async Task<IReadOnlyList<string>> Titles(string text = "", Func<ProductQuery, ProductQuery>? with = null) =>
        [.. (await Search(text, with)).Hits.Select(h => h.Card.Title)];

    /// <summary>Closes in order and opens again; the position that is stored.</summary>
    public async Task<StreamPosition?> Reopen(string stream = "test")
    {
        await Engine.DisposeAsync();
        Engine = EngineOn(_folder.Path, _clock);
        return await Engine.OpenAsync(stream, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }
}
