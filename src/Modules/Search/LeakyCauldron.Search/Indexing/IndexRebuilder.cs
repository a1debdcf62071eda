using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Indexing;

/// <summary>Fills a new index from the catalogue and puts it in use; readers keep the old one until then, and no change is lost in between.</summary>
internal sealed class IndexRebuilder(
    ISearchEngine engine,
    IEventTransport transport,
    IModuleClient modules,
    TimeProvider time,
    ILogger<IndexRebuilder> log
)
{
    public const string Topic = "catalog.events";
    private const int PageSize = 1000;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the new index is in use. While the catalogue cannot be reached, it waits.</summary>
    public async Task RunAsync(CancellationToken ct, Func<int, Task>? progress = null)
    {
        var started = time.GetTimestamp();
        await using var rebuild = await engine.BeginRebuildAsync(ct);
        var position = await transport.EndOfAsync(Topic, ct);
        var products = 0;
        Guid? after = null;
        do
        {
            var page = await PageAsync(after, ct);
            await rebuild.AddAsync([.. page.Items.Select(i => new ProductUpserted(i.Document, i.Version))], ct);
            products += page.Items.Count;
            await (progress?.Invoke(products) ?? Task.CompletedTask);
            after = page.Next;
        } while (after is not null);
        await rebuild.PublishAsync(position, ct);
        log.LogInformation("Search index built: {Products} products in {Elapsed}.", products, time.GetElapsedTime(started));
    }

    private async Task<ProductDocumentPage> PageAsync(Guid? after, CancellationToken ct)
    {
        while (true)
        {
            var page = await modules.Send(new ListProductDocuments(after, PageSize), ct);
            if (!page.IsError)
            {
                return page.Value;
            }

            if (page.Error.Kind != ErrorKind.Unavailable)
            {
                throw new InvalidOperationException($"The catalogue refused its products: {page.Error.Code}.");
            }

            log.LogInformation("Waiting for the catalogue to build the search index: {Reason}", page.Error.Message);
            await Task.Delay(Retry, time, ct);
        }
    }
}
