namespace LeakyCauldron.Search.Contracts;

/// <summary>Staff have edited the synonyms; every process that searches reads them anew. A shop has one list. Key: list id.</summary>
/// <param name="ListId">The list.</param>
/// <param name="Revision">Counts its changes, from 1.</param>
[Event("search.synonyms-changed", 1)]
public sealed record SynonymsChangedV1(Guid ListId, int Revision) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => ListId.ToString();
}
