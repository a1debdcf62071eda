using LeakyCauldron.Notifications.Campaigns;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Unsubscribing;
using LeakyCauldron.Notifications.Webhooks;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LeakyCauldron.Notifications.Persistence;

internal sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options) : DbContext(options)
{
    public const string Schema = "notifications";

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    public DbSet<Notification> Notifications => Set<Notification>();

    public DbSet<Inbox> Inboxes => Set<Inbox>();

    public DbSet<StreamTicket> StreamTickets => Set<StreamTicket>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<Campaign> Campaigns => Set<Campaign>();

    public DbSet<Buyer> Buyers => Set<Buyer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables(Schema);
        ConfigureDeliveries(modelBuilder);
        ConfigureInbox(modelBuilder);
        WebhookTables.Configure(modelBuilder);
        CampaignTables.Configure(modelBuilder);
        modelBuilder.Entity<ModuleSecret>().ToTable("secrets").HasKey(s => s.Name);
    }

    private static void ConfigureDeliveries(ModelBuilder modelBuilder)
    {
        var delivery = modelBuilder.Entity<Delivery>();
        delivery.ToTable("deliveries").HasKey(x => x.Id);
        delivery.Property(x => x.Id).ValueGeneratedNever();
        delivery.Property(x => x.Channel).HasConversion(LowerCase<DeliveryChannel>()).HasMaxLength(20);
        delivery.Property(x => x.State).HasConversion(LowerCase<DeliveryState>()).HasMaxLength(20);
        delivery.Property(x => x.Kind).HasMaxLength(60);
        delivery.Property(x => x.Data).HasColumnType("jsonb");
        delivery.Property(x => x.DueAt).HasDefaultValueSql("now()");
        delivery.Property(x => x.GiveUpAt).HasDefaultValueSql($"now() + interval '{DeliveryQueue.GiveUpAfter.TotalHours} hours'");
        delivery.HasIndex(x => new { x.EventId, x.Channel }).IsUnique();
        delivery.HasIndex(x => x.CampaignId).HasFilter("campaign_id IS NOT NULL");
        delivery.HasIndex(x => x.DueAt).HasFilter("state IN ('pending', 'sending')");
        delivery.HasIndex(x => x.Id).HasFilter("state = 'dead'").HasDatabaseName("ix_deliveries_dead");
        delivery.HasIndex(x => x.FinishedAt).HasFilter("state IN ('sent', 'skipped')");
    }

    private static void ConfigureInbox(ModelBuilder modelBuilder)
    {
        var notification = modelBuilder.Entity<Notification>();
        notification.ToTable("notifications").HasKey(x => x.Id);
        notification.Property(x => x.Id).ValueGeneratedNever();
        notification.Property(x => x.Kind).HasMaxLength(60);
        notification.Property(x => x.Title).HasMaxLength(200);
        notification.Property(x => x.Data).HasColumnType("jsonb");
        notification.HasIndex(x => x.EventId).IsUnique();
        notification.HasIndex(x => new { x.UserId, x.Sequence }).IsUnique();
        notification.HasIndex(x => new { x.UserId, x.Sequence }).HasFilter("read_at IS NULL").HasDatabaseName("ix_notifications_unread");

        var inbox = modelBuilder.Entity<Inbox>();
        inbox.ToTable("inboxes").HasKey(x => x.UserId);
        inbox.Property(x => x.UserId).ValueGeneratedNever();

        var ticket = modelBuilder.Entity<StreamTicket>();
        ticket.ToTable("stream_tickets").HasKey(x => x.Hash);
        ticket.HasIndex(x => x.ExpiresAt);
    }

    private static ValueConverter<T, string> LowerCase<T>()
        where T : struct, Enum => new(v => v.ToString().ToLowerInvariant(), v => Enum.Parse<T>(v, true));
}

internal sealed class NotificationsDbContextFactory()
    : DesignTimeContextFactory<NotificationsDbContext>(NotificationsDbContext.Schema, options => new NotificationsDbContext(options));
