using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeakyCauldron.Identity.Passkeys;
using LeakyCauldron.Identity.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Identity.Tests;

public sealed class PasskeyTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly IdentityHost _host = shared.Host;

    [Fact]
    public async Task A_passkey_signs_in_without_password_and_second_factor()
    {
        var session = await _host.RegisterAndSignInAsync("passkey@example.com");
        await Authenticator.EnableAsync(_host, session);
        using var device = Device();

        var added = await AddAsync(session, device, "My broom");

        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        var listed = (await ReadAsync(await SendAsync(HttpMethod.Get, session))).GetProperty("items").EnumerateArray().Single();
        listed.GetProperty("name").GetString().ShouldBe("My broom");
        listed.GetProperty("id").GetString().ShouldBe(device.CredentialId);
        device.Counter = 2;
        var tokens = await Tokens.OfAsync(await SignInAsync(device.Sign(await AskAsync())));
        TokenTests.Part(tokens.AccessToken, 1).GetProperty("sub").GetString().ShouldBe(Subject(session));
        (await _host.RefreshAsync(tokens.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_answer_is_accepted_once_and_a_counter_that_stands_still_is_refused()
    {
        var session = await _host.RegisterAndSignInAsync("replay@example.com");
        using var device = Device();
        await AddAsync(session, device);
        device.Counter = 2;
        var answer = device.Sign(await AskAsync());

        (await SignInAsync(answer)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SignInAsync(answer)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SignInAsync(device.Sign(await AskAsync()))).StatusCode.ShouldBe(HttpStatusCode.BadRequest, "the counter did not move");
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("domain")]
    [InlineData("unverified")]
    [InlineData("signature")]
    [InlineData("other person")]
    [InlineData("late")]
    [InlineData("unasked")]
    [InlineData("made up")]
    public async Task A_wrong_answer_opens_nothing(string wrong)
    {
        await using var host = await IdentityHost.StartAsync();
        var session = await host.RegisterAndSignInAsync("target@example.com");
        using var device = Device(host);
        (await AddAsync(host, session, device, null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var other = await host.RegisterAndSignInAsync("attacker@example.com");
        using var thief = new SoftwareAuthenticator(
            wrong == "origin" ? "https://evil.example" : host.PublicUrl,
            wrong == "domain" ? "evil.example" : "127.0.0.1"
        )
        {
            Flags = (byte)(wrong == "unverified" ? 0x01 : 0x05),
        };
        var options = (await ReadAsync(await host.SendAsync(HttpMethod.Post, "/api/v1/me/passkeys/options", other.AccessToken))).GetProperty(
            "publicKey"
        );
        if (wrong is "origin" or "domain" or "unverified")
        {
            var refused = await host.SendAsync(HttpMethod.Post, "/api/v1/me/passkeys", other.AccessToken, new { credential = thief.Create(options) });
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await ReadAsync(refused)).GetProperty("code").GetString().ShouldBe("invalid_passkey");
            return;
        }

        device.Counter = 9;
        var ask = await AskAsync(host);
        var answer = device.Sign(ask);
        switch (wrong)
        {
            case "signature":
                answer["response"]!["signature"] = thief.Sign(ask)["response"]!["signature"]!.DeepClone();
                break;
            case "other person":
                answer["response"]!["userHandle"] = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(
                    global::System.Text.Encoding.UTF8.GetBytes(Subject(other)!)
                );
                break;
            case "late":
                host.Time.Advance(TimeSpan.FromMinutes(6));
                break;
            case "unasked":
                answer = device.Sign(JsonSerializer.SerializeToElement(new { challenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }));
                break;
            default:
                answer = new JsonObject { ["id"] = "x" };
                break;
        }

        (await SignInAsync(host, answer)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_passkey_is_its_owners_and_is_removed_by_them_alone()
    {
        var session = await _host.RegisterAndSignInAsync("mykey@example.com");
        var other = await _host.RegisterAndSignInAsync("notmykey@example.com");
        using var device = Device();
        await AddAsync(session, device);

        (await ReadAsync(await SendAsync(HttpMethod.Get, other))).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await RemoveAsync(other, device.CredentialId)).ShouldBe(HttpStatusCode.NotFound);
        (await RemoveAsync(session, "no base64!")).ShouldBe(HttpStatusCode.NotFound);
        (await RemoveAsync(session, device.CredentialId)).ShouldBe(HttpStatusCode.NoContent);
        device.Counter = 7;
        (await SignInAsync(device.Sign(await AskAsync()))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_passkey_is_made_for_who_asked_and_after_a_recent_sign_in_only()
    {
        await using var host = await IdentityHost.StartAsync();
        var first = await host.RegisterAndSignInAsync("asks@example.com");
        var second = await host.RegisterAndSignInAsync("takes@example.com");
        using var device = Device(host);
        var options = await ReadAsync(await host.SendAsync(HttpMethod.Post, "/api/v1/me/passkeys/options", first.AccessToken));
        var credential = device.Create(options.GetProperty("publicKey"));

        (await host.SendAsync(HttpMethod.Post, "/api/v1/me/passkeys", second.AccessToken, new { credential })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await host.QueryAsync(db => db.UserPasskeys.CountAsync())).ShouldBe(0);
        host.Time.Advance(StepUp.Recent + TimeSpan.FromSeconds(1));
        first = await Tokens.OfAsync(await host.RefreshAsync(first.RefreshToken!));
        (await ReadAsync(await host.SendAsync(HttpMethod.Post, "/api/v1/me/passkeys/options", first.AccessToken)))
            .GetProperty("code")
            .GetString()
            .ShouldBe("step_up_required");
    }

    private SoftwareAuthenticator Device() => Device(_host);

    private static SoftwareAuthenticator Device(IdentityHost host) => new(host.PublicUrl, "127.0.0.1");

    private Task<HttpResponseMessage> AddAsync(Tokens session, SoftwareAuthenticator device, string? name = null) =>
        AddAsync(_host, session, device, name);

    private static async Task<HttpResponseMessage> AddAsync(IdentityHost host, Tokens session, SoftwareAuthenticator device, string? name)
    {
        var options = await ReadAsync(await host.SendAsync(HttpMethod.Post, "/api/v1/me/passkeys/options", session.AccessToken));
        return await host.SendAsync(
            HttpMethod.Post,
            "/api/v1/me/passkeys",
            session.AccessToken,
            new { name, credential = device.Create(options.GetProperty("publicKey")) }
        );
    }

    private Task<JsonElement> AskAsync() => AskAsync(_host);

    private static async Task<JsonElement> AskAsync(IdentityHost host) =>
        (await ReadAsync(await host.SendAsync(HttpMethod.Post, "/api/v1/identity/passkeys/options", null))).GetProperty("publicKey");

    private Task<HttpResponseMessage> SignInAsync(JsonObject answer) => SignInAsync(_host, answer);

    private static Task<HttpResponseMessage> SignInAsync(IdentityHost host, JsonObject answer) =>
        host.AskForTokensAsync(("grant_type", PasskeySignIn.Grant), ("credential", answer.ToJsonString()), ("scope", "openid offline_access"));

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, Tokens session) =>
        _host.SendAsync(method, "/api/v1/me/passkeys", session.AccessToken);

    private async Task<HttpStatusCode> RemoveAsync(Tokens session, string id) =>
        (await _host.SendAsync(HttpMethod.Delete, $"/api/v1/me/passkeys/{Uri.EscapeDataString(id)}", session.AccessToken)).StatusCode;

    private static string? Subject(Tokens session) => TokenTests.Part(session.AccessToken, 1).GetProperty("sub").GetString();

    private static Task<JsonElement> ReadAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();
}
