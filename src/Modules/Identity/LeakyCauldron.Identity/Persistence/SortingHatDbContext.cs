using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Passkeys;
using LeakyCauldron.Identity.TwoFactor;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace LeakyCauldron.Identity.Persistence;

/// <summary>The schema <c>identity</c>: accounts, people, clients, tokens, and the keys that protect them.</summary>
internal sealed class SortingHatDbContext(DbContextOptions<SortingHatDbContext> options)
    : IdentityDbContext<User, Role, Guid>(options),
        IDataProtectionKeyContext
{
    public DbSet<Profile> Profiles => Set<Profile>();

    public DbSet<AddressBookEntry> Addresses => Set<AddressBookEntry>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<EndedSession> EndedSessions => Set<EndedSession>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<PasskeyChallenge> PasskeyChallenges => Set<PasskeyChallenge>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<OpenIddictEntityFrameworkCoreAuthorization<Guid>> Authorizations => Set<OpenIddictEntityFrameworkCoreAuthorization<Guid>>();

    public DbSet<OpenIddictEntityFrameworkCoreToken<Guid>> Tokens => Set<OpenIddictEntityFrameworkCoreToken<Guid>>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        builder.HasModuleTables(IdentityModule.Schema);
        base.OnModelCreating(builder);
        builder.UseOpenIddict<Guid>();
        AccountTables(builder);
        TokenTables(builder);
        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");
        builder.ApplyConfiguration(new ProfileConfiguration());
        builder.ApplyConfiguration(new AddressConfiguration());
        builder.ApplyConfiguration(new SessionConfiguration());
        builder.ApplyConfiguration(new SigningKeyConfiguration());
        builder.ApplyConfiguration(new EndedSessionConfiguration());
        builder.ApplyConfiguration(new RecoveryCodeConfiguration());
        builder.ApplyConfiguration(new PasskeyConfiguration());
        builder.ApplyConfiguration(new PasskeyChallengeConfiguration());
    }

    private static void AccountTables(ModelBuilder builder)
    {
        builder.Entity<User>(user =>
        {
            user.ToTable("users");
            user.Property(x => x.Id).ValueGeneratedNever();
            // The profile has the phone number.
            user.Ignore(x => x.PhoneNumber).Ignore(x => x.PhoneNumberConfirmed);
            user.Property(x => x.PendingEmail).HasMaxLength(256);
            user.Property(x => x.PreviousEmail).HasMaxLength(256);
            // Unique in the database: of two registrations at once, one finds the other's account.
            user.HasIndex(x => x.NormalizedEmail).IsUnique().HasDatabaseName("ix_users_normalized_email");
            user.HasIndex(x => x.NormalizedUserName).IsUnique().HasDatabaseName("ix_users_normalized_user_name");
        });
        builder.Entity<Role>(role =>
        {
            role.ToTable("roles");
            role.HasIndex(x => x.NormalizedName).IsUnique().HasDatabaseName("ix_roles_normalized_name");
            role.HasData(
                Domain.Roles.Ids.Select(r => new Role
                {
                    Id = r.Value,
                    Name = r.Key,
                    NormalizedName = r.Key.ToUpperInvariant(),
                    ConcurrencyStamp = r.Key,
                })
            );
        });
        builder.Entity<IdentityUserRole<Guid>>().ToTable("user_roles");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
        builder.Entity<IdentityRoleClaim<Guid>>().ToTable("role_claims");
    }

    private static void TokenTables(ModelBuilder builder)
    {
        builder.Entity<OpenIddictEntityFrameworkCoreApplication<Guid>>().ToTable("oauth_applications");
        builder.Entity<OpenIddictEntityFrameworkCoreScope<Guid>>().ToTable("oauth_scopes");
        builder.Entity<OpenIddictEntityFrameworkCoreAuthorization<Guid>>(authorization =>
        {
            authorization.ToTable("oauth_authorizations");
            authorization.HasIndex(x => x.Subject);
        });
        builder.Entity<OpenIddictEntityFrameworkCoreToken<Guid>>(token =>
        {
            token.ToTable("oauth_tokens");
            token.HasIndex(x => x.Subject);
            token.HasIndex(x => x.CreationDate);
        });
    }
}
