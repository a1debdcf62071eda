using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.Identity.Passkeys;

/// <summary>A passkey of a person.</summary>
/// <param name="Id">The credential's id, base64url.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="BackedUp">True if the device's maker keeps it on other devices too.</param>
internal sealed record PasskeyDto(string Id, string? Name, DateTimeOffset CreatedAt, bool BackedUp)
{
    public static PasskeyDto Of(IdentityUserPasskey<Guid> passkey) =>
        new(WebEncoders.Base64UrlEncode(passkey.CredentialId), passkey.Data.Name, passkey.Data.CreatedAt, passkey.Data.IsBackedUp);
}
