namespace LeakyCauldron.Search.Contracts;

/// <summary>Staff want the search index built anew; every process that keeps one of its own does so. Key: run id.</summary>
/// <param name="RunId">The run.</param>
[Event("search.reindex-requested", 1)]
public sealed record ReindexRequestedV1(Guid RunId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => RunId.ToString();
}
