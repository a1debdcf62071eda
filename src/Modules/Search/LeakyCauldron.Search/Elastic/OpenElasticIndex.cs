using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Indexing;

namespace LeakyCauldron.Search.Elastic;

/// <summary>Before the host is ready: an index to search. While the cluster does not answer, the shop is open and says so, but is not ready.</summary>
internal sealed class OpenElasticIndex(
    ElasticIndexOpener opener,
    IndexState open,
    ElasticIndexState state,
    TimeProvider time,
    ILogger<OpenElasticIndex> log
) : IStartupTask
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken ct)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await opener.EnsureAsync(checkShop: true, ct);
                open.MarkOpen();
                return;
            }
            catch (Exception e) when (e is ElasticUnavailableException or Writing.IndexMissingException or ElasticRefusedException)
            {
                state.Doing = e.Message;
                if (failures % 15 == 0)
                {
                    log.LogWarning("Search waits for Elasticsearch: {Reason}", e.Message);
                }

                await Task.Delay(Retry, time, ct);
            }
        }
    }
}
