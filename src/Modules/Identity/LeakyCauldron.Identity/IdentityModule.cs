using LeakyCauldron.BuildingBlocks.Http.RateLimits;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Features.GetProfile;
using LeakyCauldron.Identity.Features.IssueToken;
using LeakyCauldron.Identity.Features.Register;
using LeakyCauldron.Identity.Features.UserInfo;
using LeakyCauldron.Identity.Integration;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.Tokens;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace LeakyCauldron.Identity;

/// <summary>The Sorting Hat: accounts, people, tokens.</summary>
public sealed class IdentityModule : IModule
{
    internal const string Schema = "identity";

    /// <inheritdoc />
    public string Name => Schema;

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<SortingHatDbContext>();
        module.MapEvents<IdentityEventMap>();
        module.AddStartupTask<ShopClient>();
        module.Services.AddDataProtection().SetApplicationName("LeakyCauldron").PersistKeysToDbContext<SortingHatDbContext>();
        AddAccounts(module.Services);
        module.Services.AddTokenServer(module.Configuration);
        module.Services.AddScoped<SessionStart>().AddScoped<SessionEnd>().AddScoped<RevokeFamily>().AddScoped<IssueTokenHandler>();
        module.Services.AddShopRateLimits(module.Configuration).AddIdentityRateLimits();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        RegisterEndpoint.Map(api);
        GetProfileEndpoint.Map(api);
    }

    /// <inheritdoc />
    public void MapRootEndpoints(IEndpointRouteBuilder root)
    {
        IssueTokenEndpoint.Map(root);
        UserInfoEndpoint.Map(root);
    }

    private static void AddAccounts(IServiceCollection services)
    {
        services.AddIdentityCore<User>().AddUserStore<AccountStore>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordHashing.Iterations);
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddSingleton<PasswordHashing>();
        services.AddScoped<Credentials>();
    }
}
