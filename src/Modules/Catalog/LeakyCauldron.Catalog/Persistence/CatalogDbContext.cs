namespace LeakyCauldron.Catalog.Persistence;

internal sealed class CatalogDbContext(DbContextOptions<CatalogDbContext> options) : DbContext(options)
{
    public const string Schema = "catalog";

    public DbSet<Product> Products => Set<Product>();
    public DbSet<Variant> Variants => Set<Variant>();
    public DbSet<Category> Categories => Set<Category>();
    public DbSet<Collection> Collections => Set<Collection>();
    public DbSet<CollectionProduct> CollectionProducts => Set<CollectionProduct>();
    public DbSet<SlugHistory> SlugHistory => Set<SlugHistory>();
    public DbSet<PriceHistory> PriceHistory => Set<PriceHistory>();
    public DbSet<AttributeDefinition> Attributes => Set<AttributeDefinition>();
    public DbSet<StockLevel> StockLevels => Set<StockLevel>();
    public DbSet<StockLocation> Locations => Set<StockLocation>();
    public DbSet<LocationLevel> LocationLevels => Set<LocationLevel>();
    public DbSet<StockMovement> StockMovements => Set<StockMovement>();
    public DbSet<StockReservationLine> Reservations => Set<StockReservationLine>();
    public DbSet<StockAlert> StockAlerts => Set<StockAlert>();
    public DbSet<Review> Reviews => Set<Review>();
    public DbSet<ReviewVote> ReviewVotes => Set<ReviewVote>();
    public DbSet<Purchase> Purchases => Set<Purchase>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportError> ImportErrors => Set<ImportError>();

    /// <summary>The product that a shopper may see under an id or slug.</summary>
    public Task<Guid?> VisibleIdAsync(string idOrSlug, DateTimeOffset now, CancellationToken ct)
    {
        var visible = Products.AsNoTracking().Where(p => p.Status == ProductStatus.Active && p.DeletedAt == null && p.PublishedAt <= now);
        var one = Guid.TryParse(idOrSlug, out var id) ? visible.Where(p => p.Id == id) : visible.Where(p => p.Slug == idOrSlug);
        return one.Select(p => (Guid?)p.Id).FirstOrDefaultAsync(ct);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables(Schema);
        ProductTables.Configure(modelBuilder);
        ShelfTables.Configure(modelBuilder);
        StockTables.Configure(modelBuilder);
        ReviewTables.Configure(modelBuilder);
    }
}

internal sealed class CatalogDesignTimeFactory()
    : DesignTimeContextFactory<CatalogDbContext>(CatalogDbContext.Schema, options => new CatalogDbContext(options));
