using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;

/// <summary>A module that produces: bottles on a shelf, each move told to others.</summary>
internal sealed class ShelfModule : IModule
{
    public string Name => "shelf";

    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<ShelfDbContext>();
        module.MapEvents<ShelfEvents>();
    }

    public void MapEndpoints(IEndpointRouteBuilder api) { }
}

internal sealed class ShelfDbContext(DbContextOptions<ShelfDbContext> options) : DbContext(options)
{
    public DbSet<Bottle> Bottles => Set<Bottle>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables("shelf");
        modelBuilder.Entity<Bottle>().IsAggregate();
    }
}

internal sealed record Moved(int Step) : IDomainEvent;

internal sealed record Dusted : IDomainEvent;

internal sealed class Bottle : AggregateRoot
{
    public Bottle(Guid id) => Id = id;

    public int Steps { get; private set; }

    public void Move() => Raise(new Moved(++Steps));

    /// <summary>Tells of a move without changing anything of the row.</summary>
    public void TellAgain() => Raise(new Moved(Steps));

    /// <summary>Nobody outside needs to know.</summary>
    public void Dust() => Raise(new Dusted());
}

[Event("shelf.bottle-moved", 1)]
internal sealed record BottleMoved(Guid BottleId, int Step) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => BottleId.ToString();
}

internal sealed class ShelfEvents : IIntegrationEventMap
{
    public IIntegrationEvent? Map(AggregateRoot aggregate, IDomainEvent domainEvent) =>
        domainEvent is Moved moved ? new BottleMoved(aggregate.Id, moved.Step) : null;
}
