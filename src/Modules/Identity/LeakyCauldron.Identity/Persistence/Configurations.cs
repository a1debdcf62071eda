using System.Text.Json;
using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Passkeys;
using LeakyCauldron.Identity.TwoFactor;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OpenIddict.EntityFrameworkCore.Models;

namespace LeakyCauldron.Identity.Persistence;

internal sealed class ProfileConfiguration : IEntityTypeConfiguration<Profile>
{
    public void Configure(EntityTypeBuilder<Profile> profile)
    {
        profile.ToTable("profiles").IsAggregate();
        profile.Property(x => x.DisplayName).HasMaxLength(80);
        profile.Property(x => x.Phone).HasMaxLength(32);
        profile.Property(x => x.Locale).HasMaxLength(16);
        profile.Property(x => x.Currency).HasMaxLength(3);
        profile
            .Property(x => x.House)
            .HasMaxLength(16)
            .HasConversion(h => h.ToString().ToLowerInvariant(), s => Enum.Parse<House>(s, ignoreCase: true));
        profile
            .Property(x => x.Notifications)
            .HasColumnType("jsonb")
            .HasConversion(
                kinds => JsonSerializer.Serialize(kinds, Json.Wire),
                json => JsonSerializer.Deserialize<Dictionary<string, Channels>>(json, Json.Wire)!,
                new ValueComparer<IReadOnlyDictionary<string, Channels>>((a, b) => ReferenceEquals(a, b), kinds => kinds.Count)
            );
        profile.HasOne<User>().WithOne().HasForeignKey<Profile>(x => x.Id).OnDelete(DeleteBehavior.Cascade);
        profile.HasMany(x => x.Addresses).WithOne().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AddressConfiguration : IEntityTypeConfiguration<AddressBookEntry>
{
    public void Configure(EntityTypeBuilder<AddressBookEntry> entry)
    {
        entry.ToTable("addresses").HasKey(x => x.Id);
        entry.Property(x => x.Id).ValueGeneratedNever();
        entry.ComplexProperty(
            x => x.Address,
            address =>
            {
                address.Property(x => x.Name).HasColumnName("name").HasMaxLength(120);
                address.Property(x => x.Line1).HasColumnName("line1").HasMaxLength(200);
                address.Property(x => x.Line2).HasColumnName("line2").HasMaxLength(200);
                address.Property(x => x.City).HasColumnName("city").HasMaxLength(120);
                address.Property(x => x.Region).HasColumnName("region").HasMaxLength(120);
                address.Property(x => x.PostalCode).HasColumnName("postal_code").HasMaxLength(20);
                address.Property(x => x.Country).HasColumnName("country").HasMaxLength(2);
                address.Property(x => x.Phone).HasColumnName("phone").HasMaxLength(32);
            }
        );
    }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.ToTable("sessions").HasKey(x => x.Id);
        session.Property(x => x.Id).ValueGeneratedNever();
        session.Property(x => x.ClientId).HasMaxLength(100);
        session.Property(x => x.IpAddress).HasMaxLength(45);
        session.Property(x => x.UserAgent).HasMaxLength(300);
        session.HasIndex(x => x.UserId);
        session.HasIndex(x => x.LastSeenAt);
        session.HasOne<User>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
        session
            .HasOne<OpenIddictEntityFrameworkCoreAuthorization<Guid>>()
            .WithOne()
            .HasForeignKey<Session>(x => x.Id)
            .OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SigningKeyConfiguration : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> key)
    {
        key.ToTable("signing_keys").HasKey(x => x.Id);
        key.Property(x => x.Id).ValueGeneratedNever();
        key.Property(x => x.Use).HasMaxLength(16).HasConversion(u => u.ToString().ToLowerInvariant(), s => Enum.Parse<KeyUse>(s, ignoreCase: true));
    }
}

internal sealed class EndedSessionConfiguration : IEntityTypeConfiguration<EndedSession>
{
    public void Configure(EntityTypeBuilder<EndedSession> ended)
    {
        ended.ToTable("ended_sessions").HasKey(x => x.Id);
        ended.Property(x => x.Id).ValueGeneratedNever();
        ended.HasIndex(x => x.EndedAt);
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.ToTable("recovery_codes").HasKey(x => new { x.UserId, x.Hash });
        code.HasOne<User>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PasskeyConfiguration : IEntityTypeConfiguration<IdentityUserPasskey<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> passkey)
    {
        passkey.ToTable("passkeys").HasKey(x => x.CredentialId);
        passkey.Property(x => x.CredentialId).HasMaxLength(1024);
        passkey.OwnsOne(x => x.Data).ToJson();
        passkey.HasOne<User>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PasskeyChallengeConfiguration : IEntityTypeConfiguration<PasskeyChallenge>
{
    public void Configure(EntityTypeBuilder<PasskeyChallenge> challenge)
    {
        challenge.ToTable("passkey_challenges").HasKey(x => x.Id);
        challenge.Property(x => x.Id).ValueGeneratedNever();
        challenge.HasIndex(x => x.ExpiresAt);
        challenge.HasOne<User>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
