using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeakyCauldron.Cart.Persistence;

internal sealed class CartDbContext(DbContextOptions<CartDbContext> options) : DbContext(options)
{
    public const string Schema = "cart";

    public DbSet<ShoppingCart> Carts => Set<ShoppingCart>();

    public DbSet<Promotion> Promotions => Set<Promotion>();

    public DbSet<PromotionRedemption> Redemptions => Set<PromotionRedemption>();

    public DbSet<ShippingZone> Zones => Set<ShippingZone>();

    public DbSet<ShippingMethod> Methods => Set<ShippingMethod>();

    public DbSet<Wishlist> Wishlists => Set<Wishlist>();

    public DbSet<TaxRate> TaxRates => Set<TaxRate>();

    public DbSet<RulesVersion> RulesVersions => Set<RulesVersion>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables(Schema);
        modelBuilder.Entity<ShoppingCart>(ConfigureCart);
        modelBuilder.Entity<CartLine>(ConfigureLine);
        modelBuilder.Entity<Wishlist>(ConfigureWishlist);
        modelBuilder.Entity<Promotion>(ConfigurePromotion);
        modelBuilder.Entity<PromotionRedemption>(ConfigureRedemption);
        modelBuilder.Entity<ShippingZone>(zone => zone.ToTable("shipping_zones").IsAggregate());
        modelBuilder.Entity<ShippingMethod>(method =>
        {
            method.ToTable("shipping_methods").IsAggregate();
            method.HasIndex(m => m.Code).IsUnique();
            method.HasOne<ShippingZone>().WithMany().HasForeignKey(m => m.Zone).HasPrincipalKey(z => z.Code).OnDelete(DeleteBehavior.Restrict);
            method.Property(m => m.Rates).IsJson();
        });
        modelBuilder.Entity<TaxRate>(rate =>
        {
            rate.ToTable("tax_rates").IsAggregate();
            rate.HasIndex(r => new { r.Zone, r.Category }).IsUnique().AreNullsDistinct(false);
            rate.HasOne<ShippingZone>().WithMany().HasForeignKey(r => r.Zone).HasPrincipalKey(z => z.Code).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<RulesVersion>(version =>
        {
            version.ToTable("rules_version");
            version.Property(v => v.Id).ValueGeneratedNever();
            version.Property(v => v.Version).IsConcurrencyToken();
            version.HasData(new { Id = RulesVersion.Only, Version = 1L });
        });
    }

    private static void ConfigureCart(EntityTypeBuilder<ShoppingCart> cart)
    {
        cart.ToTable("carts").IsAggregate();
        cart.HasIndex(c => c.Key).IsUnique();
        cart.HasIndex(c => c.UserId).IsUnique().HasFilter("user_id IS NOT NULL AND status IN ('open', 'checking_out')");
        // Not by expiry, which every change moves: an index on it would cost each update its in-page shortcut.
        cart.HasIndex(c => c.CreatedAt);
        cart.HasIndex(c => new { c.UserId, c.ClaimedAt }).HasFilter("user_id IS NOT NULL AND status = 'ordered'");
        cart.HasIndex(c => c.OrderId).IsUnique().HasFilter("order_id IS NOT NULL");
        cart.Property(c => c.Status).IsText();
        cart.Property(c => c.Currency).HasColumnType("char(3)");
        cart.Property(c => c.Checkout).HasColumnType("jsonb");
        cart.Property(c => c.ShippingAddress).IsJson();
        cart.Property(c => c.BillingAddress).IsJson();
        cart.Property(c => c.Saved).IsJson().HasDefaultValueSql("'[]'");
        cart.Ignore(c => c.IsOpen);
        cart.Ignore(c => c.VariantIds);
        cart.HasMany(c => c.Lines).WithOne().HasForeignKey("CartId").IsRequired().OnDelete(DeleteBehavior.Cascade);
        cart.Navigation(c => c.Lines).UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    private static void ConfigureLine(EntityTypeBuilder<CartLine> line)
    {
        line.ToTable("cart_lines");
        line.Property(l => l.Id).ValueGeneratedNever();
        line.HasIndex("CartId", nameof(CartLine.VariantId)).IsUnique();
    }

    private static void ConfigureWishlist(EntityTypeBuilder<Wishlist> list)
    {
        list.ToTable("wishlists").IsAggregate();
        list.Property(w => w.Name).HasMaxLength(100);
        list.Property(w => w.NameKey).HasMaxLength(200);
        list.HasIndex(w => new { w.UserId, w.Number }).IsUnique();
        list.HasIndex(w => new { w.UserId, w.NameKey }).IsUnique();
        list.OwnsMany(
            w => w.Items,
            item =>
            {
                item.ToTable("wishlist_items").HasKey(i => i.Id);
                item.WithOwner().HasForeignKey("WishlistId");
                item.Property(i => i.Id).ValueGeneratedNever();
                item.HasIndex("WishlistId", nameof(WishlistItem.VariantId)).IsUnique();
            }
        );
        list.Navigation(w => w.Items).UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    private static void ConfigurePromotion(EntityTypeBuilder<Promotion> promotion)
    {
        promotion.ToTable("promotions").IsAggregate();
        promotion.HasIndex(p => p.Code).IsUnique().HasFilter("deleted_at IS NULL");
        promotion.HasQueryFilter(p => p.DeletedAt == null);
        promotion.Property(p => p.Kind).IsText();
        promotion.Property(p => p.Amounts).IsJson();
        promotion.Property(p => p.MinimumSubtotal).IsJson();
    }

    private static void ConfigureRedemption(EntityTypeBuilder<PromotionRedemption> redemption)
    {
        redemption.ToTable("promotion_redemptions").HasKey(r => new { r.PromotionId, r.OrderId });
        redemption.HasIndex(r => r.OrderId);
        redemption.HasIndex(r => new { r.PromotionId, r.Person });
        redemption.HasIndex(r => new { r.PromotionId, r.MailHash }).HasFilter("mail_hash IS NOT NULL");
    }
}

internal sealed class CartDbContextFactory() : DesignTimeContextFactory<CartDbContext>(CartDbContext.Schema, options => new(options));
