using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Embedded;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Synonyms;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakyCauldron.Search.Tests.Embedded;

/// <summary>The embedded engine on a folder of its own.</summary>
internal sealed class EmbeddedIndex : TestIndex
{
    private readonly TempFolder _folder = new();

    private EmbeddedIndex() => Embedded = EngineOn(_folder.Path, Clock, Synonyms);

    public EmbeddedEngine Embedded { get; private set; }

    public override ISearchEngine Engine => Embedded;

    public string Folder => _folder.Path;

    public override int Indexes => Directory.GetDirectories(Path.Combine(Folder, "search")).Length;

    public static EmbeddedEngine EngineOn(string folder, TimeProvider? clock = null, SynonymBook? synonyms = null) =>
        new(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DATA_DIR"] = folder }).Build(),
            synonyms ?? new SynonymBook(),
            clock ?? TimeProvider.System,
            NullLogger<EmbeddedEngine>.Instance
        );

    /// <summary>Built from these products, each at version 1.</summary>
    public static async Task<EmbeddedIndex> Of(params ProductDocument[] products)
    {
        var index = new EmbeddedIndex();
        (await index.Embedded.OpenAsync("test", CancellationToken.None)).ShouldBeNull();
        await index.RebuildAsync(products);
        return index;
    }

    public Task Commit() => Embedded.MaintainAsync(commit: true, CancellationToken.None);

    /// <summary>Closes in order and opens again; the position that is stored.</summary>
    public async Task<StreamPosition?> Reopen(string stream = "test")
    {
        await Embedded.DisposeAsync();
        Embedded = EngineOn(_folder.Path, Clock, Synonyms);
        return await Embedded.OpenAsync(stream, CancellationToken.None);
    }

    public override async Task<bool> Restart() => await Reopen() is not null;

    public override async ValueTask DisposeAsync()
    {
        await Embedded.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task ShowAsync() => Embedded.MaintainAsync(commit: false, CancellationToken.None);
}
