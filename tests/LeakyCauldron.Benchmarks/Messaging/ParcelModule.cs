using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Benchmarks.Messaging;

/// <summary>The smallest module that sends and handles events.</summary>
internal sealed class ParcelModule : IModule
{
    public string Name => "parcels";

    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<ParcelDbContext>();
        module.MapEvents<ParcelEvents>();
        module.On<ParcelMoved, CountParcel>();
    }

    public void MapEndpoints(IEndpointRouteBuilder api) { }
}

internal sealed class ParcelDbContext(DbContextOptions<ParcelDbContext> options) : DbContext(options)
{
    public DbSet<Parcel> Parcels => Set<Parcel>();

    public DbSet<Place> Places => Set<Place>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables("parcels");
        modelBuilder.Entity<Parcel>().IsAggregate();
        modelBuilder.Entity<Place>().ToTable("places").HasKey(p => p.MessageId);
    }
}

internal sealed record Moved(string Label) : IDomainEvent;

internal sealed class Parcel : AggregateRoot
{
    public Parcel(Guid id) => Id = id;

    public void Move(string label) => Raise(new Moved(label));
}

/// <summary>The effect of an event, with how often it came about.</summary>
internal sealed class Place
{
    public Guid MessageId { get; set; }

    public int Times { get; set; }
}

[Event("parcels.parcel-moved", 1)]
internal sealed record ParcelMoved(Guid ParcelId, string Label) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => ParcelId.ToString();
}

internal sealed class ParcelEvents : IIntegrationEventMap
{
    public IIntegrationEvent? Map(AggregateRoot aggregate, IDomainEvent domainEvent) =>
        domainEvent is Moved moved ? new ParcelMoved(aggregate.Id, moved.Label) : null;
}

/// <summary>One statement, as a handler has at least.</summary>
internal sealed class CountParcel(ParcelDbContext db) : IEventHandler<ParcelMoved>
{
    public Task HandleAsync(ParcelMoved @event, EventContext context, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"INSERT INTO parcels.places (message_id, times) VALUES ({context.MessageId}, 1) ON CONFLICT (message_id) DO UPDATE SET times = places.times + 1",
            ct
        );
}
