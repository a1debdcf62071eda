using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LeakyCauldron.Notifications.Webhooks;

internal static class WebhookTables
{
    public static void Configure(ModelBuilder model)
    {
        var webhook = model.Entity<Webhook>();
        webhook.ToTable("webhooks").HasKey(w => w.Id);
        webhook.Property(w => w.Id).ValueGeneratedNever();
        webhook.Property(w => w.Url).HasMaxLength(2000);

        var delivery = model.Entity<WebhookDelivery>();
        delivery.ToTable("webhook_deliveries").HasKey(d => d.Id);
        delivery.Property(d => d.Id).ValueGeneratedNever();
        delivery
            .Property(d => d.State)
            .HasConversion(
                new ValueConverter<WebhookDeliveryState, string>(v => v.ToString().ToLowerInvariant(), v => Enum.Parse<WebhookDeliveryState>(v, true))
            )
            .HasMaxLength(20)
            .HasDefaultValueSql("'pending'");
        delivery.Property(d => d.Attempts).HasDefaultValue(0);
        delivery.Property(d => d.Type).HasMaxLength(100);
        delivery.Property(d => d.DueAt).HasDefaultValueSql("now()");
        delivery.Property(d => d.GiveUpAt).HasDefaultValueSql($"now() + interval '{WebhookQueue.GiveUpAfter.TotalHours} hours'");
        delivery.HasIndex(d => new { d.WebhookId, d.EventId }).IsUnique();
        delivery.HasIndex(d => d.DueAt).HasFilter("state IN ('pending', 'sending')");
        delivery.HasIndex(d => new { d.WebhookId, d.CreatedAt });
        delivery.HasIndex(d => d.FinishedAt).HasFilter("finished_at IS NOT NULL");
        delivery.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}
