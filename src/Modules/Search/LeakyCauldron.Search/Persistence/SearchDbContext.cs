using System.Text.Json;
using LeakyCauldron.Search.Log;
using LeakyCauldron.Search.Reindexing;
using LeakyCauldron.Search.Synonyms;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Persistence;

/// <summary>What staff edit, and what is counted of searches. The index itself is elsewhere and can be made anew.</summary>
internal sealed class SearchDbContext(DbContextOptions<SearchDbContext> options) : DbContext(options)
{
    public const string Schema = "search";

    public DbSet<SynonymList> Synonyms => Set<SynonymList>();

    public DbSet<ReindexRun> Reindexes => Set<ReindexRun>();

    public DbSet<CountedSearch> Searches => Set<CountedSearch>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables(Schema);
        var list = modelBuilder.Entity<SynonymList>();
        list.ToTable("synonyms").IsAggregate();
        list.Property(l => l.Rules)
            .HasColumnType("jsonb")
            .HasConversion(
                rules => JsonSerializer.Serialize(rules, Json.Wire),
                text => JsonSerializer.Deserialize<List<SynonymRule>>(text, Json.Wire) ?? new(),
                new Microsoft.EntityFrameworkCore.ChangeTracking.ValueComparer<List<SynonymRule>>(
                    (a, b) => ReferenceEquals(a, b),
                    rules => rules.Count,
                    rules => rules
                )
            );
        var run = modelBuilder.Entity<ReindexRun>();
        run.ToTable("reindexes").IsAggregate();
        run.Property(r => r.Status)
            .HasConversion(s => s.ToString().ToLowerInvariant(), text => Enum.Parse<ReindexStatus>(text, true))
            .HasMaxLength(20);
        run.Property(r => r.Failure).HasMaxLength(500);
        var search = modelBuilder.Entity<CountedSearch>();
        search.ToTable("searches").HasKey(s => new { s.Day, s.Text });
        search.Property(s => s.Text).HasMaxLength(SearchLog.LongestText);
    }
}

internal sealed class SearchDbContextFactory()
    : DesignTimeContextFactory<SearchDbContext>(SearchDbContext.Schema, options => new SearchDbContext(options));
