using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Domain;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace LeakyCauldron.Identity.Passwords;

/// <summary>
/// The tokens that travel by mail: under data protection, bound to the account's security stamp, so that a new password ends them all, and to their purpose.
/// </summary>
internal sealed class MailedTokens(UserManager<User> users)
{
    /// <summary>Characters of a token at most.</summary>
    public const int Longest = 2048;

    /// <summary>One answer for a token that is wrong, spent or late, and for an address without an account.</summary>
    public static readonly Error Invalid = Error.Validation("token", "This token is not valid, or not any more. Ask for a new one.", "invalid_token");

    public Task<string> IssueAsync(User user, EmailTokenPurpose purpose) =>
        users.GenerateUserTokenAsync(user, purpose.ToString(), purpose.ToString());

    public Task<bool> IsValidAsync(User user, EmailTokenPurpose purpose, string token) =>
        users.VerifyUserTokenAsync(user, purpose.ToString(), purpose.ToString(), token);

    public static void AddTo(IdentityBuilder identity)
    {
        identity.AddTokenProvider<ConfirmEmailTokens>(nameof(EmailTokenPurpose.ConfirmEmail));
        identity.AddTokenProvider<ResetPasswordTokens>(nameof(EmailTokenPurpose.ResetPassword));
        identity.Services.Configure<ConfirmEmailTokens.Lifespan>(o =>
            (o.Name, o.TokenLifespan) = (nameof(EmailTokenPurpose.ConfirmEmail), TimeSpan.FromDays(3))
        );
        identity.Services.Configure<ResetPasswordTokens.Lifespan>(o =>
            (o.Name, o.TokenLifespan) = (nameof(EmailTokenPurpose.ResetPassword), TimeSpan.FromMinutes(30))
        );
    }
}

internal sealed class ConfirmEmailTokens(
    IDataProtectionProvider protection,
    IOptions<ConfirmEmailTokens.Lifespan> options,
    ILogger<DataProtectorTokenProvider<User>> logger
) : DataProtectorTokenProvider<User>(protection, options, logger)
{
    internal sealed class Lifespan : DataProtectionTokenProviderOptions;
}

internal sealed class ResetPasswordTokens(
    IDataProtectionProvider protection,
    IOptions<ResetPasswordTokens.Lifespan> options,
    ILogger<DataProtectorTokenProvider<User>> logger
) : DataProtectorTokenProvider<User>(protection, options, logger)
{
    internal sealed class Lifespan : DataProtectionTokenProviderOptions;
}
