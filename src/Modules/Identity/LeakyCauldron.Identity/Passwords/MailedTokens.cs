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

    private const char IdEnd = '.';

    /// <summary>One for a new address begins with the account's id: several people may wait for the same address, of whom one can read it.</summary>
    public async Task<string> IssueAsync(User user, EmailTokenPurpose purpose)
    {
        var token = await users.GenerateUserTokenAsync(user, purpose.ToString(), Bound(user, purpose));
        return purpose == EmailTokenPurpose.ChangeEmail ? $"{user.Id:N}{IdEnd}{token}" : token;
    }

    public Task<bool> IsValidAsync(User user, EmailTokenPurpose purpose, string token) =>
        users.VerifyUserTokenAsync(
            user,
            purpose.ToString(),
            Bound(user, purpose),
            purpose == EmailTokenPurpose.ChangeEmail ? token[(token.IndexOf(IdEnd, StringComparison.Ordinal) + 1)..] : token
        );

    /// <summary>Whose change of address a token is for; null for other tokens.</summary>
    public static Guid? OwnerOf(string token) =>
        token.IndexOf(IdEnd, StringComparison.Ordinal) is var end and > 0 && Guid.TryParseExact(token[..end], "N", out var id) ? id : null;

    private static string Bound(User user, EmailTokenPurpose purpose) =>
        purpose == EmailTokenPurpose.ChangeEmail ? $"{purpose} {user.PendingEmail}" : purpose.ToString();

    public static void AddTo(IdentityBuilder identity)
    {
        identity.AddTokenProvider<ConfirmEmailTokens>(nameof(EmailTokenPurpose.ConfirmEmail));
        identity.AddTokenProvider<ResetPasswordTokens>(nameof(EmailTokenPurpose.ResetPassword));
        identity.AddTokenProvider<ChangeEmailTokens>(nameof(EmailTokenPurpose.ChangeEmail));
        identity.Services.Configure<ChangeEmailTokens.Lifespan>(o =>
            (o.Name, o.TokenLifespan) = (nameof(EmailTokenPurpose.ChangeEmail), TimeSpan.FromDays(1))
        );
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

internal sealed class ChangeEmailTokens(
    IDataProtectionProvider protection,
    IOptions<ChangeEmailTokens.Lifespan> options,
    ILogger<DataProtectorTokenProvider<User>> logger
) : DataProtectorTokenProvider<User>(protection, options, logger)
{
    internal sealed class Lifespan : DataProtectionTokenProviderOptions;
}
