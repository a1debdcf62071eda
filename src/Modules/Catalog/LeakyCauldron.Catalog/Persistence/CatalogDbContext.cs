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
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportError> ImportErrors => Set<ImportError>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables(Schema);
        ProductTables.Configure(modelBuilder);
        ShelfTables.Configure(modelBuilder);
        StockTables.Configure(modelBuilder);
    }
}

internal sealed class CatalogDesignTimeFactory()
    : DesignTimeContextFactory<CatalogDbContext>(CatalogDbContext.Schema, options => new CatalogDbContext(options));
