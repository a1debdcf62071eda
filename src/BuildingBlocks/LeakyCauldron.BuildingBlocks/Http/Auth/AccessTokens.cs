using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace LeakyCauldron.BuildingBlocks.Http.Auth;

/// <summary>How every process checks who calls: signed access tokens and nothing else, and what is not declared open is closed.</summary>
public static class AccessTokens
{
    /// <summary>The <c>aud</c> of every access token.</summary>
    public const string Audience = "leaky-cauldron";

    private const int LongestToken = 16 * 1024;

    /// <summary>
    /// Bearer tokens and the policies. Keys come from the process's <see cref="ISigningKeySource"/>, else from the discovery document of <c>Identity:Authority</c>
    /// (the shop's public address unless set).
    /// </summary>
    public static IServiceCollection AddAccessTokens(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EndedSessions>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IServiceProvider>((options, provider) => Configure(options, provider, configuration));
        services
            .AddAuthorizationBuilder()
            .AddPolicy(Policies.Shopper, policy => policy.RequireAuthenticatedUser().RequireAssertion(c => Caller.Of(c.User).IsPerson))
            .AddPolicy(Policies.Staff, policy => policy.RequireAuthenticatedUser().RequireRole("staff", "admin"))
            .AddPolicy(Policies.Admin, policy => policy.RequireAuthenticatedUser().RequireRole("admin"))
            // An endpoint that declares nothing is closed to all; what has no endpoint but routing's own goes on to its 404, 405 or 415.
            .SetFallbackPolicy(
                new AuthorizationPolicyBuilder()
                    .RequireAssertion(c => c.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
                    .Build()
            );
        return services;
    }

    /// <summary>
    /// In place of <c>UseAuthentication</c>: the token server sees the requests under <c>/connect</c> and <c>/.well-known</c> and no others, which would pay for being
    /// examined by it; elsewhere a request that carries a token has it checked.
    /// </summary>
    public static IApplicationBuilder UseAccessTokens(this IApplicationBuilder app)
    {
        // WebApplication would otherwise put UseAuthentication in front of everything by itself.
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseWhen(IsTokenServer, server => server.Use(EnsureKeysAsync).UseAuthentication());
        return app.Use(
            async (http, next) =>
            {
                if (http.Request.Headers.Authorization.Count > 0 && !IsTokenServer(http) && !IsBetweenProcesses(http))
                {
                    var result = await http
                        .RequestServices.GetRequiredService<Microsoft.AspNetCore.Authentication.IAuthenticationService>()
                        .AuthenticateAsync(http, null);
                    http.User = result.Principal ?? http.User;
                }

                await next(http);
            }
        );
    }

    private static bool IsTokenServer(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/connect") || http.Request.Path.StartsWithSegments("/.well-known");

    /// <summary>Carries service tokens, which its endpoint checks; no person's key would fit them.</summary>
    private static bool IsBetweenProcesses(HttpContext http) => http.Request.Path.StartsWithSegments("/internal");

    private static async Task EnsureKeysAsync(HttpContext http, RequestDelegate next)
    {
        var options = http.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<JwtBearerOptions>>();
        if (options.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager is SigningKeyCache keys)
        {
            await keys.GetConfigurationAsync(http.RequestAborted);
        }

        await next(http);
    }

    private static void Configure(JwtBearerOptions options, IServiceProvider provider, IConfiguration configuration)
    {
        var issuer = PublicUrl.Of(configuration);
        options.MapInboundClaims = false;
        options.RequireHttpsMetadata = false;
        options.ConfigurationManager = Keys(provider, configuration, issuer);
        options.TokenHandlers.OfType<TokenHandler>().ToList().ForEach(handler => handler.MaximumTokenSizeInBytes = LongestToken);
        options.TokenValidationParameters = new()
        {
            ValidIssuer = issuer,
            ValidAudience = Audience,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = ["at+jwt"],
            ClockSkew = TimeSpan.FromSeconds(5),
            TryAllIssuerSigningKeys = false,
            NameClaimType = "sub",
            RoleClaimType = "role",
        };
        var ended = provider.GetRequiredService<EndedSessions>();
        options.Events = new()
        {
            OnTokenValidated = context =>
            {
                if (ended.Contains(context.Principal?.FindFirst("sid")?.Value))
                {
                    context.Fail("The session has ended.");
                }

                return Task.CompletedTask;
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                var expired = context.AuthenticateFailure is SecurityTokenExpiredException;
                var presented = context.AuthenticateFailure is not null;
                context.Response.Headers.WWWAuthenticate = presented ? "Bearer error=\"invalid_token\"" : "Bearer";
                var message =
                    expired ? "The access token has expired."
                    : presented ? "The access token is not valid."
                    : "Sign in first.";
                return Problems.WriteAsync(context.HttpContext, Error.Unauthorized(message: message));
            },
            OnForbidden = context => Problems.WriteAsync(context.HttpContext, Error.Forbidden()),
        };
    }

    private static IConfigurationManager<OpenIdConnectConfiguration> Keys(IServiceProvider provider, IConfiguration configuration, string issuer)
    {
        if (provider.GetService<ISigningKeySource>() is { } source)
        {
            return new SigningKeyCache(source, issuer, provider.GetRequiredService<TimeProvider>());
        }

        var authority = configuration["Identity:Authority"] is { Length: > 0 } given ? given.TrimEnd('/') : issuer;
        return new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{authority}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = false }
        )
        {
            RefreshInterval = TimeSpan.FromSeconds(5),
        };
    }
}
