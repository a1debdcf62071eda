using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LeakyCauldron.Cart.Persistence;

internal sealed class CartDbContext(DbContextOptions<CartDbContext> options) : DbContext(options)
{
    public const string Schema = "cart";

    public DbSet<ShoppingCart> Carts => Set<ShoppingCart>();

    public DbSet<Promotion> Promotions => Set<Promotion>();

    public DbSet<PromotionRedemption> Redemptions => Set<PromotionRedemption>();

    public DbSet<ShippingZone> Zones => Set<ShippingZone>();

    public DbSet<ShippingMethod> Methods => Set<ShippingMethod>();

    public DbSet<TaxRate> TaxRates => Set<TaxRate>();

    public DbSet<RulesVersion> RulesVersions => Set<RulesVersion>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables(Schema);
        modelBuilder.Entity<ShoppingCart>(ConfigureCart);
        modelBuilder.Entity<CartLine>(ConfigureLine);
        modelBuilder.Entity<Promotion>(ConfigurePromotion);
        modelBuilder.Entity<PromotionRedemption>(ConfigureRedemption);
        modelBuilder.Entity<ShippingZone>(zone => zone.ToTable("shipping_zones").IsAggregate());
        modelBuilder.Entity<ShippingMethod>(method =>
        {
            method.ToTable("shipping_methods").IsAggregate();
            method.HasIndex(m => m.Code).IsUnique();
            method.HasOne<ShippingZone>().WithMany().HasForeignKey(m => m.Zone).HasPrincipalKey(z => z.Code).OnDelete(DeleteBehavior.Restrict);
            AsJson(method.Property(m => m.Rates));
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
        cart.HasIndex(c => c.OrderId).IsUnique().HasFilter("order_id IS NOT NULL");
        cart.Property(c => c.Status).HasConversion(SnakeCase<CartStatus>()).HasMaxLength(16);
        cart.Property(c => c.Currency).HasColumnType("char(3)");
        cart.Property(c => c.Checkout).HasColumnType("jsonb");
        AsJson(cart.Property(c => c.ShippingAddress));
        AsJson(cart.Property(c => c.BillingAddress));
        cart.Ignore(c => c.IsOpen);
        cart.HasMany(c => c.Lines).WithOne().HasForeignKey("CartId").IsRequired().OnDelete(DeleteBehavior.Cascade);
        cart.Navigation(c => c.Lines).UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    private static void ConfigureLine(EntityTypeBuilder<CartLine> line)
    {
        line.ToTable("cart_lines");
        line.Property(l => l.Id).ValueGeneratedNever();
        line.HasIndex("CartId", nameof(CartLine.VariantId)).IsUnique();
    }

    private static void ConfigurePromotion(EntityTypeBuilder<Promotion> promotion)
    {
        promotion.ToTable("promotions").IsAggregate();
        promotion.HasIndex(p => p.Code).IsUnique().HasFilter("deleted_at IS NULL");
        promotion.HasQueryFilter(p => p.DeletedAt == null);
        promotion.Property(p => p.Kind).HasConversion(SnakeCase<PromotionKind>()).HasMaxLength(16);
        AsJson(promotion.Property(p => p.Amounts));
        AsJson(promotion.Property(p => p.MinimumSubtotal));
    }

    private static void ConfigureRedemption(EntityTypeBuilder<PromotionRedemption> redemption)
    {
        redemption.ToTable("promotion_redemptions").HasKey(r => new { r.PromotionId, r.OrderId });
        redemption.HasIndex(r => r.OrderId);
        redemption.HasIndex(r => new { r.PromotionId, r.Person });
        redemption.HasIndex(r => new { r.PromotionId, r.MailHash }).HasFilter("mail_hash IS NOT NULL");
    }

    /// <summary>Values are immutable and replaced whole, so comparing them as they compare themselves is enough.</summary>
    private static void AsJson<T>(PropertyBuilder<T> property) =>
        property
            .HasColumnType("jsonb")
            .HasConversion(
                value => JsonSerializer.Serialize(value, Json.Wire),
                json => JsonSerializer.Deserialize<T>(json, Json.Wire)!,
                new ValueComparer<T>((a, b) => Equals(a, b), value => value!.GetHashCode(), value => value)
            );

    private static ValueConverter<T, string> SnakeCase<T>()
        where T : struct, Enum =>
        new(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()), text => Enum.Parse<T>(text.Replace("_", ""), true));
}

internal sealed class CartDbContextFactory() : DesignTimeContextFactory<CartDbContext>(CartDbContext.Schema, options => new(options));
