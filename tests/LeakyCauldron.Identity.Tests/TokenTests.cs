using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace LeakyCauldron.Identity.Tests;

public sealed partial class TokenTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly IdentityHost _host = shared.Host;

    [Fact]
    public async Task Access_tokens_are_signed_with_es256_for_ten_minutes()
    {
        var tokens = await _host.RegisterAndSignInAsync("signed@example.com");

        var header = Part(tokens.AccessToken, 0);
        header.GetProperty("alg").GetString().ShouldBe("ES256");
        header.GetProperty("typ").GetString().ShouldBe("at+jwt");
        var claims = Part(tokens.AccessToken, 1);
        tokens.ExpiresIn.ShouldBeInRange(599, 600);
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(600);
        claims.GetProperty("iss").GetString().ShouldBe(_host.PublicUrl);
        claims.GetProperty("aud").GetString().ShouldBe("leaky-cauldron");
        claims.GetProperty("client_id").GetString().ShouldBe("shop");
        claims.GetProperty("role").GetString().ShouldBe("shopper");
        Guid.TryParse(claims.GetProperty("sub").GetString(), out _).ShouldBeTrue();
        Guid.TryParse(claims.GetProperty("sid").GetString(), out _).ShouldBeTrue();
        claims.TryGetProperty("email", out _).ShouldBeFalse();
        claims.TryGetProperty("name", out _).ShouldBeFalse();
        var kids = (await _host.Client.GetFromJsonAsync<JsonElement>("/.well-known/jwks"))
            .GetProperty("keys")
            .EnumerateArray()
            .Select(k => k.GetProperty("kid").GetString());
        kids.ShouldBe([header.GetProperty("kid").GetString()]);
    }

    [Fact]
    public async Task A_replayed_refresh_token_revokes_its_family()
    {
        await using var host = await IdentityHost.StartAsync();
        var first = await host.RegisterAndSignInAsync("family@example.com");
        var second = await Tokens.OfAsync(await host.RefreshAsync(first.RefreshToken!));
        second.RefreshToken.ShouldNotBe(first.RefreshToken);
        var third = await Tokens.OfAsync(await host.RefreshAsync(second.RefreshToken!));
        host.Time.Advance(TimeSpan.FromSeconds(31));

        var replay = await host.RefreshAsync(first.RefreshToken!);

        await ShouldBeRefusedAsync(replay, "invalid_grant");
        await ShouldBeRefusedAsync(await host.RefreshAsync(third.RefreshToken!), "invalid_grant");
        (await host.SignInAsync("family@example.com")).RefreshToken.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_racing_refresh_is_forgiven()
    {
        var first = await _host.RegisterAndSignInAsync("race@example.com");

        var both = await Task.WhenAll(_host.RefreshAsync(first.RefreshToken!), _host.RefreshAsync(first.RefreshToken!));

        both.Select(b => b.StatusCode).ShouldAllBe(s => s == HttpStatusCode.OK);
        foreach (var answer in both)
        {
            (await _host.RefreshAsync((await Tokens.OfAsync(answer)).RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("known@example.com", "not the password")]
    [InlineData("unknown@example.com", IdentityHost.Password)]
    [InlineData("not an address", "")]
    public async Task Wrong_credentials_have_one_answer(string email, string password)
    {
        await _host.RegisterAsync("known@example.com");

        var answer = await _host.AskForTokensAsync(("grant_type", "password"), ("username", email), ("password", password), ("unheard_of", "1"));

        (await ShouldBeRefusedAsync(answer, password.Length == 0 ? "invalid_request" : "invalid_grant")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Other_clients_have_no_password_grant()
    {
        var answer = await _host.PostFormAsync(
            "/connect/token",
            ("grant_type", "password"),
            ("client_id", "stranger"),
            ("username", "a"),
            ("password", "b")
        );

        await ShouldBeRefusedAsync(answer, "invalid_client", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_revoked_refresh_token_takes_its_session_along()
    {
        var tokens = await _host.RegisterAndSignInAsync("revoked@example.com");

        (await _host.PostFormAsync("/connect/revoke", ("client_id", "shop"), ("token", tokens.RefreshToken!))).StatusCode.ShouldBe(HttpStatusCode.OK);

        await ShouldBeRefusedAsync(await _host.RefreshAsync(tokens.RefreshToken!), "invalid_grant");
        (await _host.SendAsync(HttpMethod.Get, "/connect/userinfo", tokens.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task User_info_tells_what_the_scopes_allow()
    {
        await _host.RegisterAsync("claims@example.com", displayName: "Padma Patil");
        var tokens = await _host.SignInAsync("claims@example.com", scope: "openid email");

        var claims = await (await _host.SendAsync(HttpMethod.Get, "/connect/userinfo", tokens.AccessToken)).Content.ReadFromJsonAsync<JsonElement>();

        claims.GetProperty("email").GetString().ShouldBe("claims@example.com");
        claims.TryGetProperty("name", out _).ShouldBeFalse();
        tokens.RefreshToken.ShouldBeNull();
        Part(tokens.IdToken!, 1).GetProperty("email").GetString().ShouldBe("claims@example.com");
    }

    [Fact]
    public async Task Discovery_names_the_public_address_whatever_host_was_asked()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/openid-configuration");
        request.Headers.Host = "evil.example";

        var document = await (await _host.Client.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();

        document.GetProperty("issuer").GetString().ShouldBe(_host.PublicUrl);
        document.GetProperty("token_endpoint").GetString().ShouldBe($"{_host.PublicUrl}/connect/token");
        document.GetProperty("jwks_uri").GetString().ShouldBe($"{_host.PublicUrl}/.well-known/jwks");
        document.ToString().ShouldNotContain("evil.example");
    }

    internal static JsonElement Part(string token, int index) =>
        JsonDocument.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[index]))).RootElement;

    private static async Task<string?> ShouldBeRefusedAsync(
        HttpResponseMessage answer,
        string error,
        HttpStatusCode status = HttpStatusCode.BadRequest
    )
    {
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, body);
        var json = JsonDocument.Parse(body).RootElement;
        json.GetProperty("error").GetString().ShouldBe(error);
        return json.GetProperty("error_description").GetString();
    }
}
