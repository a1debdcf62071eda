using System.Text.Json;
using LeakyCauldron.Registry.Domain;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LeakyCauldron.Registry.Persistence;

internal sealed class RegistryDbContext(DbContextOptions<RegistryDbContext> options) : DbContext(options)
{
    public const string Schema = "registry";
    private const int MaxName = 255;

    public DbSet<Instance> Instances => Set<Instance>();

    public DbSet<HistoryEntry> History => Set<HistoryEntry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables(Schema);
        var instance = modelBuilder.Entity<Instance>();
        instance.ToTable("instances").HasKey(x => new { x.App, x.InstanceId });
        instance.Property(x => x.App).HasColumnName("module").HasMaxLength(60);
        instance.Property(x => x.InstanceId).HasMaxLength(MaxName);
        instance.Property(x => x.Host).HasMaxLength(253);
        instance.Property(x => x.Address).HasMaxLength(MaxName);
        instance.Property(x => x.Ill).HasMaxLength(MaxName);
        instance.Property(x => x.Status).HasConversion(StatusText).HasMaxLength(20);
        instance.Property(x => x.Override).HasConversion(StatusText).HasMaxLength(20);
        AsJson(instance.Property(x => x.Metadata)).HasDefaultValueSql("'{}'");
        AsJson(instance.Property(x => x.Record));
        instance.HasIndex(x => x.ExpiresAt);
        instance.HasIndex(x => x.InstanceId);

        var entry = modelBuilder.Entity<HistoryEntry>();
        entry.ToTable("history").HasKey(x => x.Id);
        entry.Property(x => x.Kind).HasConversion<string>().HasMaxLength(20);
        entry.Property(x => x.App).HasMaxLength(60);
        entry.Property(x => x.InstanceId).HasMaxLength(MaxName);
        AsJson(entry.Property(x => x.Record));
        entry.HasIndex(x => x.At);

        modelBuilder.Entity<RegistryVersion>().ToTable("version").HasKey(x => x.Id);
        modelBuilder.Entity<RegistryVersion>().Property(x => x.Id).ValueGeneratedNever();
    }

    private static ValueConverter<ServiceStatus, string> StatusText { get; } = new(status => Statuses.Text(status), text => Statuses.Parse(text));

    private static PropertyBuilder<T> AsJson<T>(PropertyBuilder<T> property) =>
        property
            .HasColumnType("jsonb")
            .HasConversion(
                value => JsonSerializer.Serialize(value, Json.Wire),
                text => JsonSerializer.Deserialize<T>(text, Json.Wire)!,
                new ValueComparer<T>(
                    (a, b) => JsonSerializer.Serialize(a, Json.Wire) == JsonSerializer.Serialize(b, Json.Wire),
                    value => JsonSerializer.Serialize(value, Json.Wire).GetHashCode(StringComparison.Ordinal),
                    value => value
                )
            );
}

internal sealed class RegistryDbContextFactory()
    : DesignTimeContextFactory<RegistryDbContext>(RegistryDbContext.Schema, options => new RegistryDbContext(options));
