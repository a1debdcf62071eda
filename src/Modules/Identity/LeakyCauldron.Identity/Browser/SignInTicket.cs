using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace LeakyCauldron.Identity.Browser;

/// <summary>Carries the page from the right password to the second factor, for five minutes; it opens nothing by itself.</summary>
internal sealed class SignInTicket(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("LeakyCauldron.Identity.SignInTicket")
        .ToTimeLimitedDataProtector();

    public string Of(Guid userId) => _protector.Protect(userId.ToString("N"), Life);

    /// <summary>Who has given the right password; null if the ticket is missing, late or not ours.</summary>
    public Guid? Read(string ticket)
    {
        try
        {
            return ticket.Length is > 0 and < 1024 ? Guid.ParseExact(_protector.Unprotect(ticket), "N") : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
