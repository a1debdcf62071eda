using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.Identity.Passkeys;

/// <summary>What the browser's <c>navigator.credentials</c> is called with.</summary>
/// <param name="PublicKey">WebAuthn's options, as its JSON serialisation has them.</param>
internal sealed record PasskeyOptions(JsonElement PublicKey);

/// <summary>
/// The two ceremonies of WebAuthn, by ASP.NET Core Identity's own handler. Its state is kept here and not in a cookie, found again by the challenge that the authenticator has
/// signed, and used once: an answer that is sent again is refused, also by authenticators that do not count.
/// </summary>
internal sealed class PasskeyCeremonies(IPasskeyHandler<User> handler, IHttpContextAccessor http, SortingHatDbContext db, TimeProvider time)
{
    /// <summary>Characters of an authenticator's answer at most.</summary>
    public const int LongestAnswer = 32 * 1024;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly Error Invalid = Error.Validation("credential", "This answer fits no open request, or not its key.", "invalid_passkey");

    private HttpContext Http => http.HttpContext ?? throw new InvalidOperationException("Passkeys need a request.");

    public async Task<PasskeyOptions> AskToCreateAsync(User user, string displayName)
    {
        var entity = new PasskeyUserEntity
        {
            Id = user.Id.ToString(),
            Name = user.Email!,
            DisplayName = displayName,
        };
        var asked = await handler.MakeCreationOptionsAsync(entity, Http);
        return Keep(asked.CreationOptionsJson, asked.AttestationState, user.Id);
    }

    public async Task<PasskeyOptions> AskToSignInAsync()
    {
        var asked = await handler.MakeRequestOptionsAsync(null, Http);
        return Keep(asked.RequestOptionsJson, asked.AssertionState, null);
    }

    public async Task<Result<UserPasskeyInfo>> CreateAsync(Guid userId, JsonElement credential, CancellationToken ct)
    {
        if (await TakeStateAsync(credential, userId, ct) is not { } state)
        {
            return Invalid;
        }

        var done = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext
            {
                HttpContext = Http,
                CredentialJson = credential.GetRawText(),
                AttestationState = state,
            }
        );
        return done.Succeeded ? done.Passkey : Invalid;
    }

    public async Task<Result<PasskeyAssertionResult<User>>> SignInAsync(JsonElement credential, CancellationToken ct)
    {
        if (await TakeStateAsync(credential, null, ct) is not { } state)
        {
            return Invalid;
        }

        var done = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext
            {
                HttpContext = Http,
                CredentialJson = credential.GetRawText(),
                AssertionState = state,
            }
        );
        return done.Succeeded ? done : Invalid;
    }

    private PasskeyOptions Keep(string optionsJson, string? state, Guid? userId)
    {
        var options = JsonSerializer.Deserialize<JsonElement>(optionsJson);
        db.PasskeyChallenges.Add(
            new PasskeyChallenge
            {
                Id = StableId.Of(options.GetProperty("challenge").GetString()!),
                UserId = userId,
                State = state!,
                ExpiresAt = time.GetUtcNow() + Life,
            }
        );
        return new(options);
    }

    /// <summary>Null if nothing was asked that this answers, or it was answered before.</summary>
    private async Task<string?> TakeStateAsync(JsonElement credential, Guid? userId, CancellationToken ct)
    {
        if (ChallengeIn(credential) is not { } challenge)
        {
            return null;
        }

        var (id, now) = (StableId.Of(challenge), time.GetUtcNow());
        var open = db.PasskeyChallenges.Where(c => c.Id == id && c.UserId == userId && c.ExpiresAt > now);
        var state = await open.Select(c => c.State).FirstOrDefaultAsync(ct);
        return state is not null && await open.ExecuteDeleteAsync(ct) == 1 ? state : null;
    }

    private static string? ChallengeIn(JsonElement credential)
    {
        try
        {
            var client = credential.GetProperty("response").GetProperty("clientDataJSON").GetString() ?? "";
            return JsonSerializer.Deserialize<JsonElement>(WebEncoders.Base64UrlDecode(client)).GetProperty("challenge").GetString();
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
