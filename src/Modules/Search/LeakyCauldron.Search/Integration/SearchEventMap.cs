using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Search.Contracts;
using LeakyCauldron.Search.Reindexing;
using LeakyCauldron.Search.Synonyms;

namespace LeakyCauldron.Search.Integration;

internal sealed class SearchEventMap : IIntegrationEventMap
{
    public IIntegrationEvent? Map(AggregateRoot aggregate, IDomainEvent domainEvent) =>
        domainEvent switch
        {
            SynonymsEdited edited => new SynonymsChangedV1(aggregate.Id, edited.Revision),
            ReindexRequested => new ReindexRequestedV1(aggregate.Id),
            _ => null,
        };
}
