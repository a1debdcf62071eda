using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LeakyCauldron.Notifications.Campaigns;

internal static class CampaignTables
{
    public static void Configure(ModelBuilder model)
    {
        var campaign = model.Entity<Campaign>();
        campaign.ToTable("campaigns").HasKey(c => c.Id);
        campaign.Property(c => c.Id).ValueGeneratedNever();
        campaign.Property(c => c.Name).HasMaxLength(200);
        campaign.Property(c => c.Subject).HasMaxLength(200);
        campaign.Property<uint>("xmin").IsRowVersion();
        campaign
            .Property(c => c.Status)
            .HasConversion(new ValueConverter<CampaignStatus, string>(v => v.ToString().ToLowerInvariant(), v => Enum.Parse<CampaignStatus>(v, true)))
            .HasMaxLength(20);
        campaign
            .Property(c => c.Segment)
            .HasColumnType("jsonb")
            .HasConversion(s => JsonSerializer.Serialize(s, Json.Wire), text => JsonSerializer.Deserialize<CampaignSegment>(text, Json.Wire)!);
        campaign.HasIndex(c => c.Status).HasFilter("status IN ('scheduled', 'sending')");

        var buyer = model.Entity<Buyer>();
        buyer.ToTable("buyers").HasKey(b => b.UserId);
        buyer.Property(b => b.UserId).ValueGeneratedNever();
    }
}
