using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Browser;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Features.AddressBook;
using LeakyCauldron.Identity.Features.Authorize;
using LeakyCauldron.Identity.Features.ChangeEmail;
using LeakyCauldron.Identity.Features.ChangePassword;
using LeakyCauldron.Identity.Features.ConfirmEmail;
using LeakyCauldron.Identity.Features.EraseMe;
using LeakyCauldron.Identity.Features.ForgotPassword;
using LeakyCauldron.Identity.Features.GetProfile;
using LeakyCauldron.Identity.Features.IssueToken;
using LeakyCauldron.Identity.Features.Passkeys;
using LeakyCauldron.Identity.Features.Preferences;
using LeakyCauldron.Identity.Features.Register;
using LeakyCauldron.Identity.Features.ResendConfirmation;
using LeakyCauldron.Identity.Features.ResetPassword;
using LeakyCauldron.Identity.Features.Sessions;
using LeakyCauldron.Identity.Features.SignIn;
using LeakyCauldron.Identity.Features.SignOut;
using LeakyCauldron.Identity.Features.TwoFactor;
using LeakyCauldron.Identity.Features.UpdateProfile;
using LeakyCauldron.Identity.Features.UserInfo;
using LeakyCauldron.Identity.Features.Users;
using LeakyCauldron.Identity.Integration;
using LeakyCauldron.Identity.Passkeys;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.SampleData;
using LeakyCauldron.Identity.Tokens;
using LeakyCauldron.Identity.TwoFactor;
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
        module.AddPersonalData<IdentityPersonalData>();
        module.AddSampleData<SamplePeople>();
        module.AddStartupTask<ShopClient>();
        module.AddJob<PruneTokens>(PruneTokens.Every);
        module.Services.AddDataProtection().SetApplicationName("LeakyCauldron").PersistKeysToDbContext<SortingHatDbContext>();
        AddAccounts(module.Services);
        module.Services.AddPasskeys(module.Configuration);
        module.Services.AddTokenServer(module.Configuration);
        module.Services.AddSignInCookie();
        module
            .Services.AddScoped<SessionStart>()
            .AddScoped<SessionEnd>()
            .AddScoped<RevokeFamily>()
            .AddScoped<PasskeySignIn>()
            .AddScoped<IssueTokenHandler>();
        module.Services.AddShopRateLimits(module.Configuration).AddIdentityRateLimits();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        RegisterEndpoint.Map(api);
        ConfirmEmailEndpoint.Map(api);
        ResendConfirmationEndpoint.Map(api);
        ForgotPasswordEndpoint.Map(api);
        ResetPasswordEndpoint.Map(api);
        GetProfileEndpoint.Map(api);
        UpdateProfileEndpoint.Map(api);
        EraseMeEndpoint.Map(api);
        ChangePasswordEndpoint.Map(api);
        ChangeEmailEndpoint.Map(api);
        SetUpTwoFactorEndpoint.Map(api);
        EnableTwoFactorEndpoint.Map(api);
        ChangeTwoFactorEndpoint.Map(api);
        AskToSignInEndpoint.Map(api);
        AddPasskeyEndpoint.Map(api);
        ManagePasskeysEndpoint.Map(api);
        ReadAddressesEndpoint.Map(api);
        WriteAddressesEndpoint.Map(api);
        PreferencesEndpoint.Map(api);
        SessionsEndpoint.Map(api);
        ReadUsersEndpoint.Map(api);
        SetRolesEndpoint.Map(api);
        LockUsersEndpoint.Map(api);
    }

    /// <inheritdoc />
    public void MapRootEndpoints(IEndpointRouteBuilder root)
    {
        IssueTokenEndpoint.Map(root);
        AuthorizeEndpoint.Map(root);
        SignInEndpoint.Map(root);
        SignOutEndpoint.Map(root);
        UserInfoEndpoint.Map(root);
    }

    /// <inheritdoc />
    public IReadOnlyList<string> RootPaths { get; } =
    ["/connect/revoke", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks"];

    private static void AddAccounts(IServiceCollection services)
    {
        MailedTokens.AddTo(services.AddIdentityCore<User>().AddUserStore<AccountStore>());
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordHashing.Iterations);
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<EvenTime>();
        services.AddScoped<Credentials>().AddScoped<MailedTokens>().AddScoped<SecondFactors>().AddScoped<StepUp>();
    }
}
