using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.Identity.Passkeys;
using LeakyCauldron.Identity.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using Handlers = OpenIddict.Server.OpenIddictServerHandlers;

namespace LeakyCauldron.Identity.Tokens;

/// <summary>OpenIddict as the shop's token server; see ADR 0010.</summary>
internal static class TokenServer
{
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Counted from the sign-in, not from the last refresh (OWASP ASVS 5.0, 10.4.8).</summary>
    public static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(30);

    /// <summary>How long a refresh that races with another of the same client is forgiven.</summary>
    public static readonly TimeSpan RefreshTokenReuseLeeway = TimeSpan.FromSeconds(10);

    public static void AddTokenServer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SigningKeyRing>();
        services.AddSingleton<ISigningKeySource>(p => p.GetRequiredService<SigningKeyRing>());
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(p => p.GetRequiredService<SigningKeyRing>());
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(p => p.GetRequiredService<SigningKeyRing>());
        services
            .AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<SortingHatDbContext>().ReplaceDefaultEntities<Guid>())
            .AddServer(server => Configure(server, PublicUrl.Of(configuration)));
    }

    private static void Configure(OpenIddictServerBuilder server, string publicUrl)
    {
        server
            .SetIssuer(publicUrl)
            .SetTokenEndpointUris("connect/token")
            .SetAuthorizationEndpointUris("connect/authorize")
            .SetRevocationEndpointUris("connect/revoke")
            .SetEndSessionEndpointUris("connect/logout")
            .SetUserInfoEndpointUris("connect/userinfo")
            .SetJsonWebKeySetEndpointUris(".well-known/jwks")
            .AllowPasswordFlow()
            .AllowRefreshTokenFlow()
            .AllowClientCredentialsFlow()
            .AllowAuthorizationCodeFlow()
            .AllowCustomFlow(PasskeySignIn.Grant)
            .RequireProofKeyForCodeExchange()
            .RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.Roles, Scopes.OfflineAccess)
            .RegisterClaims(Claims.Subject, Claims.Name, Claims.Email, Claims.EmailVerified, Claims.Role)
            .SetAccessTokenLifetime(AccessTokenLifetime)
            .SetIdentityTokenLifetime(AccessTokenLifetime)
            .SetRefreshTokenLifetime(RefreshTokenLifetime)
            .DisableSlidingRefreshTokenExpiration()
            .SetRefreshTokenReuseLeeway(RefreshTokenReuseLeeway)
            .DisableAccessTokenEncryption();
        server
            .UseAspNetCore()
            .EnableTokenEndpointPassthrough()
            .EnableAuthorizationEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough()
            .EnableUserInfoEndpointPassthrough()
            // Encrypted transport is the proxy's; on loopback there is none.
            .DisableTransportSecurityRequirement();
        AddressesFromSettings(server, publicUrl);
        server.AddEventHandler<HandleRevocationRequestContext>(handler =>
            handler.UseScopedHandler<RevokeFamily>().SetOrder(Handlers.Revocation.RevokeToken.Descriptor.Order + 1)
        );
    }

    /// <summary>OpenIddict makes its endpoints' addresses from the request, which could come by any host name, and ends the issuer in a slash.</summary>
    private static void AddressesFromSettings(OpenIddictServerBuilder server, string publicUrl)
    {
        Uri? Public(Uri? endpoint) => endpoint is null ? null : new Uri(publicUrl + endpoint.AbsolutePath);
        server.AddEventHandler<HandleConfigurationRequestContext>(handler =>
            handler
                .UseInlineHandler(context =>
                {
                    context.TokenEndpoint = Public(context.TokenEndpoint);
                    context.AuthorizationEndpoint = Public(context.AuthorizationEndpoint);
                    context.RevocationEndpoint = Public(context.RevocationEndpoint);
                    context.EndSessionEndpoint = Public(context.EndSessionEndpoint);
                    context.UserInfoEndpoint = Public(context.UserInfoEndpoint);
                    context.JsonWebKeySetEndpoint = Public(context.JsonWebKeySetEndpoint);
                    return default;
                })
                .SetOrder(int.MaxValue - 1)
        );
        server.AddEventHandler<ApplyConfigurationResponseContext>(handler =>
            handler
                .UseInlineHandler(context =>
                {
                    context.Response[Metadata.Issuer] = publicUrl;
                    return default;
                })
                .SetOrder(int.MinValue)
        );
        server.AddEventHandler<GenerateTokenContext>(handler =>
            handler
                .UseInlineHandler(context =>
                {
                    context.SecurityTokenDescriptor.Issuer = publicUrl;
                    return default;
                })
                .SetOrder(Handlers.Protection.GenerateIdentityModelToken.Descriptor.Order - 1)
        );
    }
}
