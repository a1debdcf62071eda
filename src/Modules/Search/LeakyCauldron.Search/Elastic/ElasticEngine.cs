using LeakyCauldron.Search.Elastic.Reading;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Synonyms;

namespace LeakyCauldron.Search.Elastic;

/// <summary>The engine on a server that all processes of the shop share. Nothing of it is kept in the process.</summary>
internal sealed class ElasticEngine(
    ElasticSettings settings,
    ElasticClients clients,
    Indices indices,
    ChangeWriter changes,
    BulkWriter bulk,
    SynonymBook synonyms,
    ILogger<ElasticEngine> log
) : ISearchEngine
{
    public string Name => "elasticsearch";

    public bool IsShared => true;

    public StreamPosition? Reached => null;

    public async Task<bool> HasAsync(Guid productId, CancellationToken ct) =>
        !(await clients.Writing.SendAsync<Acknowledged>(HttpMethod.Head, $"{settings.Index}/_doc/{productId:N}", null, ct)).IsMissing;

    public Task ApplyAsync(IReadOnlyList<ProductChange> changed, StreamPosition? reached, CancellationToken ct) => changes.WriteAsync(changed, ct);

    public async Task<IIndexRebuild> BeginRebuildAsync(CancellationToken ct) =>
        await indices.CreateNextAsync(ct) is { } name
            ? new ElasticRebuild(name, settings, indices, bulk, log)
            : throw new RebuildInProgressException();

    public Task<Result<SearchPage>> SearchAsync(ProductQuery query, CancellationToken ct) =>
        AnswerAsync(() => new ElasticSearch(clients.Reading, settings, synonyms.Current).RunAsync(query, ct));

    public Task<Result<Suggestions>> SuggestAsync(string text, int limit, CancellationToken ct) =>
        AnswerAsync<Suggestions>(async () =>
            await new ElasticSuggester(new ElasticSearch(clients.Reading, settings, synonyms.Current)).RunAsync(text, limit, ct)
        );

    private async Task<Result<T>> AnswerAsync<T>(Func<Task<Result<T>>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is ElasticUnavailableException or IndexMissingException)
        {
            log.LogWarning("Search is unavailable: {Reason}", e.Message);
            return SearchErrors.Unavailable;
        }
    }
}
