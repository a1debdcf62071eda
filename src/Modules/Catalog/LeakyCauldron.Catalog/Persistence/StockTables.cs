namespace LeakyCauldron.Catalog.Persistence;

/// <summary>Levels, locations, reservations, ledger. No foreign keys between them: each row is written beside the one it would refer to.</summary>
internal static class StockTables
{
    public static void Configure(ModelBuilder model)
    {
        var level = model.Entity<StockLevel>();
        level.ToTable(
            "stock_levels",
            table =>
            {
                table.HasCheckConstraint("ck_stock_levels_reserved", "reserved >= 0");
                table.HasCheckConstraint("ck_stock_levels_available", "NOT tracked OR backorder OR on_hand >= reserved");
            }
        );
        // Room in each page for the next version of a hot row, so that its index need not be touched.
        level.HasStorageParameter("fillfactor", 50);
        level.HasKey(x => x.VariantId);
        level.Property(x => x.VariantId).ValueGeneratedNever();
        level.Property<uint>("xmin").IsRowVersion();
        level.Ignore(x => x.Available).Ignore(x => x.InStock);
        level.HasIndex(x => x.ProductId);

        var location = model.Entity<StockLocation>();
        location.ToTable("locations").HasKey(x => x.Id);
        location.HasIndex(x => x.Code).IsUnique();
        location.HasData(StockLocation.Default);

        var local = model.Entity<LocationLevel>();
        local.ToTable("location_levels").HasKey(x => new { x.VariantId, x.LocationId });

        var movement = model.Entity<StockMovement>();
        movement.ToTable("stock_movements").HasKey(x => x.Id);
        movement.Property(x => x.Id).UseIdentityAlwaysColumn();
        movement.HasIndex(x => new { x.VariantId, x.Id });

        var reservation = model.Entity<StockReservationLine>();
        reservation.ToTable("stock_reservations").HasKey(x => new { x.OrderId, x.VariantId });
        reservation.HasIndex(x => x.ExpiresAt).HasFilter("state = 'open'");

        var alert = model.Entity<StockAlert>();
        alert.ToTable("stock_alerts").HasKey(x => x.Id);
        alert.Property(x => x.Id).ValueGeneratedNever();
        alert.HasOne<Variant>().WithMany().HasForeignKey(x => x.VariantId);
        alert.HasIndex(x => new { x.VariantId, x.UserId }).IsUnique();
        alert.HasIndex(x => x.UserId);

        var mark = model.Entity<StockMark>();
        mark.ToTable("stock_marks").HasKey(x => x.Id);
        mark.Property(x => x.Id).UseIdentityAlwaysColumn();
    }
}
