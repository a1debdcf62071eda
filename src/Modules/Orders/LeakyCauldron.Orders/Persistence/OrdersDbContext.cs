using LeakyCauldron.Orders.Domain;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeakyCauldron.Orders.Persistence;

internal sealed class OrdersDbContext(DbContextOptions<OrdersDbContext> options) : DbContext(options)
{
    public const string NumberIndex = "ix_orders_number";
    public const string CartIndex = "ix_orders_cart_id";

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Checkout> Checkouts => Set<Checkout>();

    public DbSet<PaymentInstruction> Instructions => Set<PaymentInstruction>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables("orders");
        ConfigureOrder(modelBuilder.Entity<Order>());
        ConfigureParts(modelBuilder);
        ConfigureCheckout(modelBuilder.Entity<Checkout>());
        ConfigureInstruction(modelBuilder.Entity<PaymentInstruction>());
    }

    private static void ConfigureOrder(EntityTypeBuilder<Order> order)
    {
        order.IsAggregate().ToTable("orders", t => t.HasCheckConstraint("ck_orders_refunded", "payment_refunded <= payment_captured"));
        order.Property(o => o.Number).HasMaxLength(20);
        order.Property(o => o.Email).HasMaxLength(254);
        order.Property(o => o.Currency).HasMaxLength(3).IsFixedLength();
        order.Property(o => o.Status).IsText();
        order.Property(o => o.Coupons).IsJson();
        order.Property(o => o.Discounts).IsJson();
        order.Property(o => o.ShippingAddress).IsJson();
        order.Property(o => o.BillingAddress).IsJson();
        order.ComplexProperty(o => o.Payment);
        order.Ignore(o => o.IsOver).Ignore(o => o.TotalMoney).Ignore(o => o.Refundable);
        order.HasMany(o => o.Lines).WithOne().HasForeignKey(l => l.OrderId);
        order.HasMany(o => o.Shipments).WithOne().HasForeignKey(s => s.OrderId);
        order.HasMany(o => o.Returns).WithOne().HasForeignKey(r => r.OrderId);
        order.HasMany(o => o.Timeline).WithOne().HasForeignKey(t => t.OrderId);
        order.HasIndex(o => o.Number).IsUnique().HasDatabaseName(NumberIndex);

        // One cart makes one order at most; an attempt that came to nothing leaves the cart free for another.
        order.HasIndex(o => o.CartId).IsUnique().HasDatabaseName(CartIndex).HasFilter("status NOT IN ('payment_failed', 'expired', 'cancelled')");
        order
            .HasIndex(o => new
            {
                o.UserId,
                o.PlacedAt,
                o.Id,
            })
            .HasFilter("user_id IS NOT NULL");
        order.HasIndex(o => new { o.PlacedAt, o.Id });
        order.HasIndex(o => new
        {
            o.Status,
            o.PlacedAt,
            o.Id,
        });
        order.HasIndex(o => o.Email);
    }

    private static void ConfigureParts(ModelBuilder model)
    {
        var line = model.Entity<OrderLine>();
        line.ToTable(
            "order_lines",
            t => t.HasCheckConstraint("ck_order_lines_quantities", "quantity > 0 AND shipped <= quantity AND refunded <= quantity")
        );
        line.HasKey(l => l.Id);
        line.Property(l => l.Id).ValueGeneratedNever();
        line.Property(l => l.Options).IsJson();
        line.Ignore(l => l.Unshipped);
        line.HasIndex(l => l.OrderId);

        var shipment = model.Entity<Shipment>();
        shipment.ToTable("shipments").HasKey(s => s.Id);
        shipment.Property(s => s.Id).ValueGeneratedNever();
        shipment.Property(s => s.Items).IsJson();
        shipment.HasIndex(s => s.OrderId);

        var back = model.Entity<OrderReturn>();
        back.ToTable("order_returns").HasKey(r => r.Id);
        back.Property(r => r.Id).ValueGeneratedNever();
        back.Property(r => r.Status).IsText();
        back.Property(r => r.Items).IsJson();
        back.HasIndex(r => r.OrderId);

        var entry = model.Entity<TimelineEntry>();
        entry.ToTable("order_timeline").HasKey(t => new { t.OrderId, t.Position });
        entry.Property(t => t.Position).ValueGeneratedNever();
        entry.Property(t => t.Status).IsText();
        entry.Property(t => t.Actor).IsText();
    }

    private static void ConfigureCheckout(EntityTypeBuilder<Checkout> checkout)
    {
        checkout.ToTable("checkouts").HasKey(c => c.OrderId);
        checkout.Property(c => c.OrderId).ValueGeneratedNever();
        checkout.Property(c => c.Caller).HasMaxLength(120);
        checkout.Property(c => c.Key).HasMaxLength(255);
        checkout.Property(c => c.Request).IsJson();
        checkout.Property(c => c.Refusal).IsJson();
        checkout.Property(c => c.Step).IsText();
        checkout.Ignore(c => c.IsSettled);
        checkout.Property<uint>("xmin").IsRowVersion();
        checkout.HasIndex(c => new { c.Caller, c.Key }).IsUnique();
        checkout.HasIndex(c => c.RunAfter).HasFilter("settled_at IS NULL");
        checkout.HasIndex(c => c.CartId);
    }

    private static void ConfigureInstruction(EntityTypeBuilder<PaymentInstruction> instruction)
    {
        instruction.ToTable("payment_instructions").HasKey(i => i.Id);
        instruction.Property(i => i.Id).ValueGeneratedNever();
        instruction.Property(i => i.Kind).IsText();
        instruction.Property(i => i.Status).IsText();
        instruction.Property(i => i.Items).IsJson();
        instruction.Property(i => i.Currency).HasMaxLength(3).IsFixedLength();
        instruction.Property<uint>("xmin").IsRowVersion();
        instruction.HasIndex(i => i.OrderId);
        instruction.HasIndex(i => i.RunAfter).HasFilter("status = 'open'");
    }
}

internal sealed class OrdersDbContextFactory() : DesignTimeContextFactory<OrdersDbContext>("orders", o => new OrdersDbContext(o));
