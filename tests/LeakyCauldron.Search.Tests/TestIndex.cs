using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Synonyms;

namespace LeakyCauldron.Search.Tests;

/// <summary>An engine with an index of its own, and a clock that the test moves.</summary>
internal abstract class TestIndex : IAsyncDisposable
{
    private long _position;

    public abstract ISearchEngine Engine { get; }

    /// <summary>Those in force.</summary>
    public SynonymBook Synonyms { get; } = new();

    protected Clock Clock { get; } = new();

    /// <summary>Indexes that there are, used or not.</summary>
    public abstract int Indexes { get; }

    public static StreamPosition Position(long next) => new(new Dictionary<int, long> { [0] = next });

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
        Clock.Advance(TimeSpan.FromSeconds(1));
        await ShowAsync();
    }

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

    public async Task<Suggestions> Suggest(string typed) => (await Engine.SuggestAsync(typed, 5, CancellationToken.None)).Value.ShouldNotBeNull();

    /// <summary>The process ends in order and begins again; false if it finds no index to go on with.</summary>
    public abstract Task<bool> Restart();

    public abstract ValueTask DisposeAsync();

    protected virtual Task ShowAsync() => Task.CompletedTask;
}
