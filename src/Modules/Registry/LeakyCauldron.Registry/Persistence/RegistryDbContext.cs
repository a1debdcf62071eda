using LeakyCauldron.Registry.Domain;

namespace LeakyCauldron.Registry.Persistence;

internal sealed class RegistryDbContext(DbContextOptions<RegistryDbContext> options) : DbContext(options)
{
    public const string Schema = "registry";

    public DbSet<Instance> Instances => Set<Instance>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables(Schema);
        var instance = modelBuilder.Entity<Instance>();
        instance.ToTable("instances").HasKey(x => new { x.Module, x.InstanceId });
        instance.Property(x => x.Module).HasMaxLength(60);
        instance.Property(x => x.InstanceId).HasMaxLength(255);
        instance.Property(x => x.Host).HasMaxLength(253);
        instance
            .Property(x => x.Status)
            .HasConversion(status => status.ToString().ToLowerInvariant(), text => Enum.Parse<InstanceStatus>(text, true))
            .HasMaxLength(20);
        instance.HasIndex(x => x.ExpiresAt);
    }
}

internal sealed class RegistryDbContextFactory()
    : DesignTimeContextFactory<RegistryDbContext>(RegistryDbContext.Schema, options => new RegistryDbContext(options));
