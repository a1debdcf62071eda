using System.Text.Json;
using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Persistence;
using Microsoft.AspNetCore.Identity;

namespace LeakyCauldron.Identity.Passkeys;

/// <summary>A sign-in at the token endpoint by what an authenticator has signed. It stands for password and second factor both.</summary>
internal sealed class PasskeySignIn(PasskeyCeremonies ceremonies, IUserStore<User> store, SortingHatDbContext db)
{
    public const string Grant = "urn:leaky-cauldron:grant:passkey";

    /// <summary>Who has signed; null if the answer is none of ours.</summary>
    public async Task<Guid?> CheckAsync(string? credential, CancellationToken ct)
    {
        if (Parse(credential) is not { } answer || await ceremonies.SignInAsync(answer, ct) is not { IsError: false, Value: var signed })
        {
            return null;
        }

        // The authenticator's counter moves on, so that a copy of it is noticed.
        await ((IUserPasskeyStore<User>)store).AddOrUpdatePasskeyAsync(signed.User!, signed.Passkey!, ct);
        await db.SaveChangesAsync(ct);
        return signed.User!.Id;
    }

    private static JsonElement? Parse(string? credential)
    {
        try
        {
            return credential is { Length: > 0 and <= PasskeyCeremonies.LongestAnswer } ? JsonSerializer.Deserialize<JsonElement>(credential) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
