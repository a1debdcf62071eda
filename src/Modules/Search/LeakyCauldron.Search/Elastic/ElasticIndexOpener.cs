using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Indexing;

namespace LeakyCauldron.Search.Elastic;

/// <summary>Sees to it that there is an index of this schema and shop: uses the one that is there, waits for the host that is filling one, or fills one.</summary>
internal sealed class ElasticIndexOpener(
    ISearchEngine engine,
    Indices indices,
    IndexRebuilder rebuilder,
    IModuleClient modules,
    ElasticIndexState state,
    TimeProvider time,
    ILogger<ElasticIndexOpener> log
)
{
    /// <summary>A host that fills an index tells so with every page; one that has not for so long is dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <param name="checkShop">Whether to ask the catalogue if the index is of this shop: a cluster may outlive a database.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task EnsureAsync(bool checkShop, CancellationToken ct)
    {
        var watched = (Name: "", Beat: -1L, Since: time.GetTimestamp());
        while (true)
        {
            var all = await indices.ListAsync(ct);
            if (await IsUsableAsync(all.FirstOrDefault(i => i.IsLive), checkShop, ct))
            {
                return;
            }

            if (all.FirstOrDefault(i => i.IsNext) is not { } next)
            {
                await TryRebuildAsync(ct);
            }
            else if ((next.Name, next.Meta?.Beat ?? 0) is var seen && (seen.Name, seen.Item2) != (watched.Name, watched.Beat))
            {
                watched = (seen.Name, seen.Item2, time.GetTimestamp());
                state.Doing = $"waits for another host, which fills {next.Name}";
            }
            else if (time.GetElapsedTime(watched.Since) > Silence)
            {
                log.LogWarning("Nobody fills the search index {Index} any more; it is made anew.", next.Name);
                await indices.DeleteAsync(next.Name, ct);
                continue;
            }

            await Task.Delay(Look, time, ct);
        }
    }

    private async Task TryRebuildAsync(CancellationToken ct)
    {
        try
        {
            state.Doing = "fills a new index";
            await rebuilder.RunAsync(ct);
        }
        catch (RebuildInProgressException)
        {
            log.LogInformation("Another host fills the search index.");
        }
    }

    /// <summary>A newer version of the shop may have built it: then this one reads what it finds there, until it is replaced.</summary>
    private async Task<bool> IsUsableAsync(Indices.Known? live, bool checkShop, CancellationToken ct)
    {
        if (live is null)
        {
            return false;
        }

        if (live.Meta is null || live.Meta.Schema < IndexDefinition.Version)
        {
            log.LogInformation(
                "The search index {Index} will be rebuilt: its schema is {Schema} and not {Version}.",
                live.Name,
                live.Meta?.Schema,
                IndexDefinition.Version
            );
            return false;
        }

        if (!checkShop)
        {
            return true;
        }

        var first = await modules.Send(new ListProductDocuments(null, 1), ct);
        if (first.IsError || first.Value.Items.Count == 0 || await engine.HasAsync(first.Value.Items[0].Document.ProductId, ct))
        {
            return true;
        }

        log.LogInformation("The search index {Index} will be rebuilt: it does not know this shop's products.", live.Name);
        return false;
    }
}
