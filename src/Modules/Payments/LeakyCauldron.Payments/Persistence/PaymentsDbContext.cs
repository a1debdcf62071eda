using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Gringotts;

namespace LeakyCauldron.Payments.Persistence;

internal sealed class PaymentsDbContext(DbContextOptions<PaymentsDbContext> options) : DbContext(options)
{
    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<PaymentOperation> Operations => Set<PaymentOperation>();

    public DbSet<LedgerEntry> Ledger => Set<LedgerEntry>();

    public DbSet<ReceivedNotice> Notices => Set<ReceivedNotice>();

    public DbSet<ReconciliationRun> Reconciliations => Set<ReconciliationRun>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables("payments");
        ConfigurePayments(modelBuilder);
        ConfigureLedger(modelBuilder);
        ConfigureNotices(modelBuilder);
        ConfigureBank(modelBuilder);
    }

    private static void ConfigurePayments(ModelBuilder model)
    {
        var payment = model.Entity<Payment>();
        payment
            .IsAggregate()
            .ToTable(
                "payments",
                t =>
                {
                    t.HasCheckConstraint("ck_payments_captured", "captured >= 0 AND captured <= amount");
                    t.HasCheckConstraint("ck_payments_refunded", "refunded >= 0 AND refunded <= captured");
                }
            );
        payment.Property(p => p.Status).IsText();
        payment.Property(p => p.Currency).HasMaxLength(3).IsFixedLength();
        payment.Property(p => p.Method).HasMaxLength(40);
        payment.Ignore(p => p.Total).Ignore(p => p.Authorization).Ignore(p => p.Refundable).Ignore(p => p.Outcome);
        payment.HasMany(p => p.Operations).WithOne().HasForeignKey(o => o.PaymentId);
        payment.HasMany(p => p.Ledger).WithOne().HasForeignKey(e => e.PaymentId).OnDelete(DeleteBehavior.Restrict);
        payment.HasIndex(p => p.OrderId).IsUnique().HasFilter("status NOT IN ('declined', 'voided')");
        payment.HasIndex(p => p.UserId);

        var operation = model.Entity<PaymentOperation>();
        operation.ToTable("payment_operations").HasKey(o => o.Id);
        operation.Property(o => o.Id).ValueGeneratedNever();
        operation.Property(o => o.Key).HasMaxLength(255);
        operation.Property(o => o.Kind).IsText();
        operation.Property(o => o.Status).IsText();
        operation.Ignore(o => o.IsOpen);
        operation.HasIndex(o => o.Key).IsUnique();
        operation.HasIndex(o => o.AskAfter).HasFilter("status = 'open'");
    }

    private static void ConfigureLedger(ModelBuilder model)
    {
        var entry = model.Entity<LedgerEntry>();
        entry.ToTable(
            "ledger_entries",
            t => t.HasCheckConstraint("ck_ledger_entries_one_side", "debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0)")
        );
        entry.HasKey(e => e.Id);
        entry.Property(e => e.Id).ValueGeneratedNever();
        entry.Property(e => e.Account).HasMaxLength(60);
        entry.Property(e => e.Currency).HasMaxLength(3).IsFixedLength();
        entry.HasIndex(e => new { e.OperationId, e.Account }).IsUnique();
        entry.HasIndex(e => e.OrderId);
    }

    private static void ConfigureNotices(ModelBuilder model)
    {
        var notice = model.Entity<ReceivedNotice>();
        notice.ToTable("received_notices").HasKey(n => n.Id);
        notice.Property(n => n.Id).ValueGeneratedNever();
        notice.Property(n => n.Provider).HasMaxLength(40);
        notice.Property(n => n.EventId).HasMaxLength(255);
        notice.Property(n => n.Kind).HasMaxLength(100);
        notice.Property(n => n.PaymentKey).HasMaxLength(255);
        notice.Property(n => n.Status).IsText();
        notice.HasIndex(n => new { n.Provider, n.EventId }).IsUnique();
        notice.HasIndex(n => n.TryAfter).HasFilter("status = 'pending'");
        notice.HasIndex(n => new { n.ReceivedAt, n.Id });

        var run = model.Entity<ReconciliationRun>();
        run.ToTable("reconciliations").HasKey(r => r.Id);
        run.Property(r => r.Id).ValueGeneratedNever();
        run.Property(r => r.Report).HasColumnType("jsonb");
        run.HasIndex(r => r.At);
    }

    private static void ConfigureBank(ModelBuilder model)
    {
        var charge = model.Entity<GringottsCharge>();
        charge.ToTable(
            "gringotts_charges",
            t => t.HasCheckConstraint("ck_gringotts_charges_sums", "captured <= amount AND refunded <= captured AND refunded >= 0")
        );
        charge.HasKey(c => c.Key);
        charge.Property(c => c.Key).HasMaxLength(255);
        charge.Property(c => c.State).IsText();
        charge.Property(c => c.SettlesTo).HasMaxLength(40);
        charge.Property(c => c.Currency).HasMaxLength(3).IsFixedLength();
        charge.HasIndex(c => c.Reference).IsUnique();
        charge.HasIndex(c => c.SettlesAt).HasFilter("settles_at IS NOT NULL");

        var movement = model.Entity<GringottsMovement>();
        movement.ToTable("gringotts_movements").HasKey(m => m.Key);
        movement.Property(m => m.Key).HasMaxLength(255);
        movement.Property(m => m.Kind).HasMaxLength(20);
        movement.HasOne<GringottsCharge>().WithMany().HasForeignKey(m => m.ChargeKey);

        var told = model.Entity<GringottsEvent>();
        told.ToTable("gringotts_events").HasKey(e => e.Id);
        told.Property(e => e.Id).ValueGeneratedNever();
        told.Property(e => e.ChargeKey).HasMaxLength(255);
        told.Property(e => e.Kind).HasMaxLength(40);
        told.HasIndex(e => e.DueAt);
    }
}

internal sealed class PaymentsDbContextFactory() : DesignTimeContextFactory<PaymentsDbContext>("payments", o => new PaymentsDbContext(o));
