using System.Globalization;
using LeakyCauldron.Identity.Passkeys;
using LeakyCauldron.Identity.Persistence;
using Microsoft.Extensions.Configuration;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace LeakyCauldron.Identity.Tokens;

/// <summary>
/// The shop's own client: public, the only one with the password grant. A native one in OpenIddict's words, so that a loopback redirect fits whatever its port
/// (RFC 8252 §7.3).
/// </summary>
internal sealed class ShopClient(IOpenIddictApplicationManager applications, SortingHatDbContext db, IConfiguration configuration) : IStartupTask
{
    public const string Id = "shop";

    public async Task RunAsync(CancellationToken ct)
    {
        var wanted = Describe(PublicUrl.Of(configuration));
        if (await applications.FindByClientIdAsync(Id, ct) is not { } present)
        {
            await CreateAsync(wanted, ct);
            return;
        }

        var known = new OpenIddictApplicationDescriptor();
        await applications.PopulateAsync(known, present, ct);
        if (
            !known.RedirectUris.SetEquals(wanted.RedirectUris)
            || !known.PostLogoutRedirectUris.SetEquals(wanted.PostLogoutRedirectUris)
            || !known.Permissions.SetEquals(wanted.Permissions)
        )
        {
            await applications.UpdateAsync(present, wanted, ct);
        }
    }

    /// <summary>Of hosts that start together, one makes it.</summary>
    private async Task CreateAsync(OpenIddictApplicationDescriptor wanted, CancellationToken ct)
    {
        try
        {
            await applications.CreateAsync(wanted, ct);
        }
        catch (DbUpdateException e) when (Retryable.IsDuplicate(e))
        {
            return;
        }
        catch (OpenIddictExceptions.ValidationException)
        {
            // Its check before the insert may see the other host's already. The manager remembers that there was none, so the database is asked.
            if (!await db.Set<OpenIddictEntityFrameworkCoreApplication<Guid>>().AnyAsync(a => a.ClientId == Id, ct))
            {
                throw;
            }
        }
    }

    private static OpenIddictApplicationDescriptor Describe(string publicUrl)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = Id,
            ClientType = ClientTypes.Public,
            ApplicationType = ApplicationTypes.Native,
            ConsentType = ConsentTypes.Implicit,
            DisplayName = "The Leaky Cauldron",
        };
        client.Permissions.UnionWith([
            Permissions.Endpoints.Token,
            Permissions.Endpoints.Authorization,
            Permissions.Endpoints.Revocation,
            Permissions.Endpoints.EndSession,
            Permissions.GrantTypes.Password,
            Permissions.GrantTypes.RefreshToken,
            Permissions.GrantTypes.AuthorizationCode,
            Permissions.Prefixes.GrantType + PasskeySignIn.Grant,
            Permissions.ResponseTypes.Code,
            Permissions.Scopes.Profile,
            Permissions.Scopes.Email,
            Permissions.Scopes.Roles,
        ]);
        foreach (var origin in new[] { "http://127.0.0.1", "http://localhost", publicUrl })
        {
            foreach (var path in new[] { "/callback", "/swagger/oauth2-redirect.html" })
            {
                client.RedirectUris.Add(new Uri(string.Create(CultureInfo.InvariantCulture, $"{origin}{path}")));
            }

            client.PostLogoutRedirectUris.Add(new Uri($"{origin}/"));
        }

        return client;
    }
}
