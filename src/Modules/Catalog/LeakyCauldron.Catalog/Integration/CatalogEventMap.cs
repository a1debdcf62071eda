using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Catalog.Integration;

/// <summary>What others are told.</summary>
internal sealed class CatalogEventMap : IIntegrationEventMap
{
    public IIntegrationEvent? Map(AggregateRoot aggregate, IDomainEvent domainEvent) =>
        domainEvent switch
        {
            ProductAnnounced announced => new ProductChangedV1(announced.Document),
            ProductWithdrawn => new ProductRemovedV1(aggregate.Id),
            _ => null,
        };
}
