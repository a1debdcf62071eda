using LeakyCauldron.Identity.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Identity.Passkeys;

/// <summary>Passkeys are the shop's at its public address and nowhere else, and ask for the person, not only for the device: one is two factors.</summary>
internal static class PasskeySetup
{
    public static void AddPasskeys(this IServiceCollection services, IConfiguration configuration)
    {
        var shop = new Uri(PublicUrl.Of(configuration));
        var origin = shop.GetLeftPart(UriPartial.Authority);
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.ServerDomain = shop.Host;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.ValidateOrigin = context =>
                ValueTask.FromResult(!context.CrossOrigin && string.Equals(context.Origin, origin, StringComparison.OrdinalIgnoreCase));
        });
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        services.AddScoped<PasskeyCeremonies>();
    }
}
