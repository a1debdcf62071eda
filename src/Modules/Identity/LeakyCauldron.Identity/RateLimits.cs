namespace LeakyCauldron.Identity;

/// <summary>What one address and one account may try; strict, since passwords are guessed here.</summary>
internal static class RateLimits
{
    /// <summary>Sign-in, registration and mailed tokens, by the caller's address.</summary>
    public const string Address = "identity";

    /// <summary>The same by the account they name, whether it exists or not.</summary>
    public const string Account = "identity_account";

    public static void AddIdentityRateLimits(this IServiceCollection services) =>
        services.AddRateLimitPolicy(new(Address, 30, TimeSpan.FromMinutes(1))).AddRateLimitPolicy(new(Account, 10, TimeSpan.FromMinutes(5)));
}
