using LeakyCauldron.BuildingBlocks.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeakyCauldron.BuildingBlocks.Persistence;

/// <summary>What every module's schema has besides its own tables.</summary>
public static class ModuleTables
{
    /// <summary>Sets the schema and adds outbox, inbox, dead letters, relay leases and idempotency records. Call it first in <c>OnModelCreating</c>.</summary>
    public static void HasModuleTables(this ModelBuilder model, string schema)
    {
        model.HasDefaultSchema(schema);
        Messaging.MessagingTables.Configure(model);
        Http.IdempotencyRecord.Configure(model);
    }

    /// <summary>Id given by us, events not stored, and Postgres's own row version as the concurrency token.</summary>
    public static EntityTypeBuilder<T> IsAggregate<T>(this EntityTypeBuilder<T> entity)
        where T : AggregateRoot
    {
        entity.HasKey(x => x.Id);
        entity.Property(x => x.Id).ValueGeneratedNever();
        entity.Property(x => x.EventVersion);
        entity.Ignore(x => x.Raised);
        entity.Property<uint>("xmin").IsRowVersion();
        return entity;
    }
}
