using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.TwoFactor;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Identity.Tests;

public sealed class TwoFactorTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly IdentityHost _host = shared.Host;

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var key = Encoding.ASCII.GetBytes("12345678901234567890");
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);

        Totp.CodeAt(key, at).ShouldBe(code);
        Totp.Match(key, code, at.AddSeconds(30)).ShouldBe(seconds / 30);
        Totp.Match(key, code, at.AddSeconds(90)).ShouldBeNull();
        Totp.Match(key, "", at).ShouldBeNull();
        Authenticator.Base32(Totp.Base32(key)).ShouldBe(key);
    }

    [Fact]
    public async Task The_setup_is_an_address_for_apps_and_a_picture_and_changes_nothing_yet()
    {
        const string email = "setup@example.com";
        var session = await _host.RegisterAndSignInAsync(email);

        var setup = await Authenticator.SetUpAsync(_host, session);

        var uri = new Uri(setup.GetProperty("otpauthUri").GetString()!);
        uri.Scheme.ShouldBe("otpauth");
        uri.Host.ShouldBe("totp");
        Uri.UnescapeDataString(uri.AbsolutePath).ShouldBe($"/The Leaky Cauldron:{email}");
        var query = QueryHelpers.ParseQuery(uri.Query);
        query["secret"].ToString().ShouldBe(setup.GetProperty("secret").GetString());
        query["issuer"].ToString().ShouldBe("The Leaky Cauldron");
        XDocument.Parse(setup.GetProperty("qrSvg").GetString()!).Root!.Name.LocalName.ShouldBe("svg");
        (await _host.SignInAsync(email)).AccessToken.ShouldNotBeEmpty();
        var stored = await _host.QueryAsync(db => db.Users.Where(u => u.Email == email).Select(u => u.TotpKey!).SingleAsync());
        Convert.ToHexString(stored).ShouldNotContain(Convert.ToHexString(Authenticator.Base32(query["secret"].ToString())));
        (await PostAsync(session, "enable", new { code = "000000x" })).Code.ShouldBe("wrong_code");
    }

    [Fact]
    public async Task A_password_is_not_enough_and_each_code_is_accepted_once()
    {
        const string email = "factor@example.com";
        var session = await _host.RegisterAndSignInAsync(email);
        var app = await Authenticator.EnableAsync(_host, session);

        (await TryAsync(email)).ShouldBe("two_factor_required");
        (await TryAsync(email, ("totp", app.FirstCode))).ShouldBe("The code is wrong, or was used before.");
        var code = app.NextCode();
        (await TryAsync(email, ("totp", code))).ShouldBe("ok");
        (await TryAsync(email, ("totp", code))).ShouldBe("The code is wrong, or was used before.");
        (await TryAsync(email, ("totp", "123"))).ShouldBe("The code is wrong, or was used before.");
        (await TryAsync(email, ("totp", app.NextCode()))).ShouldBe("ok");
        (await _host.RefreshAsync(session.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_many_uses_of_one_code_at_once_one_is_accepted()
    {
        const string email = "once@example.com";
        var app = await Authenticator.EnableAsync(_host, await _host.RegisterAndSignInAsync(email));
        var code = app.NextCode();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TryAsync(email, ("totp", code))));

        answers.Count(a => a == "ok").ShouldBe(1);
        var recovery = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TryAsync(email, ("recovery_code", app.RecoveryCodes[0]))));
        recovery.Count(a => a == "ok").ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_recovery_code_opens_the_account_once_however_it_is_written()
    {
        const string email = "recovery@example.com";
        var session = await _host.RegisterAndSignInAsync(email);
        var app = await Authenticator.EnableAsync(_host, session);
        app.RecoveryCodes.Distinct().Count().ShouldBe(10);

        (await TryAsync(email, ("recovery_code", app.RecoveryCodes[3].ToUpperInvariant().Replace("-", " ")))).ShouldBe("ok");
        (await TryAsync(email, ("recovery_code", app.RecoveryCodes[3]))).ShouldNotBe("ok");

        var renewed = await PostAsync(session, "recovery-codes", new { currentPassword = IdentityHost.Password });
        var codes = renewed.Body.GetProperty("recoveryCodes").EnumerateArray().Select(c => c.GetString()!).ToArray();
        (await TryAsync(email, ("recovery_code", app.RecoveryCodes[4]))).ShouldNotBe("ok");
        (await TryAsync(email, ("recovery_code", codes[0]))).ShouldBe("ok");
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_and_a_right_password_between_does_not_help()
    {
        await using var host = await IdentityHost.StartAsync();
        const string email = "guessed@example.com";
        var app = await Authenticator.EnableAsync(host, await host.RegisterAndSignInAsync(email));
        for (var failure = 0; failure < Credentials.FailuresToLock; failure++)
        {
            await TryAsync(host, email);
            await TryAsync(host, email, ("totp", "000000x"));
        }

        (await TryAsync(host, email, ("totp", app.NextCode()))).ShouldBe("The mail address or the password is wrong.");
        host.Time.Advance(Credentials.Lock);
        (await TryAsync(host, email, ("totp", app.NextCode()))).ShouldBe("ok");
    }

    [Fact]
    public async Task Disabling_needs_a_proof_once_the_sign_in_is_long_ago()
    {
        await using var host = await IdentityHost.StartAsync();
        const string email = "disable@example.com";
        var session = await host.RegisterAndSignInAsync(email);
        var app = await Authenticator.EnableAsync(host, session);
        host.Time.Advance(StepUp.Recent + TimeSpan.FromSeconds(1));
        session = await Tokens.OfAsync(await host.RefreshAsync(session.RefreshToken!));

        (await PostAsync(host, session, "disable", null)).Code.ShouldBe("step_up_required");
        (await PostAsync(host, session, "disable", new { code = "000000" })).Code.ShouldBe("wrong_code");
        (await PostAsync(host, session, "disable", new { currentPassword = "a guess at it" })).Code.ShouldBe("wrong_password");
        (await PostAsync(host, session, "setup", null)).Code.ShouldBe("step_up_required");
        (await PostAsync(host, session, "disable", new { code = app.NextCode() })).Code.ShouldBeNull();

        (await TryAsync(host, email)).ShouldBe("ok");
        (await PostAsync(host, session, "recovery-codes", null)).Code.ShouldBe("two_factor_not_enabled");
        (await host.QueryAsync(db => db.RecoveryCodes.CountAsync())).ShouldBe(0);
    }

    private Task<(string? Code, JsonElement Body)> PostAsync(Tokens session, string step, object? body) => PostAsync(_host, session, step, body);

    private static async Task<(string? Code, JsonElement Body)> PostAsync(IdentityHost host, Tokens session, string step, object? body)
    {
        var answer = await host.SendAsync(HttpMethod.Post, $"/api/v1/me/two-factor/{step}", session.AccessToken, body);
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            return (null, default);
        }

        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (json.TryGetProperty("code", out var code) ? code.GetString() : null, json);
    }

    private Task<string> TryAsync(string email, params (string Name, string Value)[] factor) => TryAsync(_host, email, factor);

    private static async Task<string> TryAsync(IdentityHost host, string email, params (string Name, string Value)[] factor)
    {
        var answer = await host.AskForTokensAsync([("grant_type", "password"), ("username", email), ("password", IdentityHost.Password), .. factor]);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (!answer.IsSuccessStatusCode)
        {
            json.GetProperty("error").GetString().ShouldBe("invalid_grant");
        }

        return answer.IsSuccessStatusCode ? "ok" : json.GetProperty("error_description").GetString()!;
    }
}
