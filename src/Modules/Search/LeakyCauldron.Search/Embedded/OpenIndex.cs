using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Indexing;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Before the host is ready: the index that is on disk, or a new one.</summary>
internal sealed class OpenIndex(
    EmbeddedEngine engine,
    IEventTransport transport,
    IModuleClient modules,
    IndexRebuilder rebuilder,
    IndexState state,
    ILogger<OpenIndex> log
) : IStartupTask
{
    public async Task RunAsync(CancellationToken ct)
    {
        var stored = await engine.OpenAsync(transport.Name, ct);
        if (stored is null || !await IsOfThisShopAsync(stored, ct))
        {
            await rebuilder.RunAsync(ct);
        }

        state.MarkOpen();
    }

    /// <summary>A data folder may outlive its database, or be put beside another one: then the stored position means nothing.</summary>
    private async Task<bool> IsOfThisShopAsync(StreamPosition stored, CancellationToken ct)
    {
        var end = await transport.EndOfAsync(IndexRebuilder.Topic, ct);
        if (stored.Next.Any(p => p.Value > end.Next.GetValueOrDefault(p.Key)))
        {
            log.LogInformation("The search index will be rebuilt: it reflects events that this shop does not have.");
            return false;
        }

        var first = await modules.Send(new ListProductDocuments(null, 1), ct);
        if (
            first.IsError
            || first.Value.Items.Count == 0
            || await engine.HasAsync(first.Value.Items[0].Document.ProductId, ct)
            || IsBehind(stored, end)
        )
        {
            return true;
        }

        log.LogInformation("The search index will be rebuilt: it does not know this shop's products.");
        return false;
    }

    private static bool IsBehind(StreamPosition stored, StreamPosition end) => end.Next.Any(p => p.Value > stored.Next.GetValueOrDefault(p.Key));
}
