using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Identity.TwoFactor;

namespace LeakyCauldron.Identity.Tests;

/// <summary>An authenticator app: it knows what the setup has told it, and the host's clock.</summary>
public sealed class Authenticator(IdentityHost host, byte[] key)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    /// <summary>The code that the second factor was enabled with.</summary>
    public string FirstCode { get; private set; } = "";

    public string Code => Totp.CodeAt(key, host.Time.GetUtcNow());

    /// <summary>The code half a minute on, which was surely not used yet.</summary>
    public string NextCode()
    {
        host.Time.Advance(TimeSpan.FromSeconds(30));
        return Code;
    }

    public static async Task<Authenticator> EnableAsync(IdentityHost host, Tokens session)
    {
        var setup = await SetUpAsync(host, session);
        var app = new Authenticator(host, Base32(setup.GetProperty("secret").GetString()!));
        app.FirstCode = app.Code;
        var enabled = await host.SendAsync(HttpMethod.Post, "/api/v1/me/two-factor/enable", session.AccessToken, new { code = app.FirstCode });
        var answer = await enabled.Content.ReadFromJsonAsync<JsonElement>();
        enabled.IsSuccessStatusCode.ShouldBeTrue(answer.ToString());
        app.RecoveryCodes = [.. answer.GetProperty("recoveryCodes").EnumerateArray().Select(c => c.GetString()!)];
        return app;
    }

    public static async Task<JsonElement> SetUpAsync(IdentityHost host, Tokens session)
    {
        var answer = await host.SendAsync(HttpMethod.Post, "/api/v1/me/two-factor/setup", session.AccessToken);
        var setup = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.IsSuccessStatusCode.ShouldBeTrue(setup.ToString());
        return setup;
    }

    public static byte[] Base32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
    }
}
