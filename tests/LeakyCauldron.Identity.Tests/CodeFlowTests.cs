using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LeakyCauldron.Identity.Tokens;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace LeakyCauldron.Identity.Tests;

public sealed partial class CodeFlowTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Redirect = "http://127.0.0.1:49152/swagger/oauth2-redirect.html";
    private const string Verifier = "a-verifier-that-is-long-enough-for-rfc-7636-and-then-some";
    private readonly IdentityHost _host = shared.Host;

    [Fact]
    public async Task A_browser_signs_in_on_the_page_and_its_client_gets_tokens_for_the_code()
    {
        await _host.RegisterAsync("browser@example.com");
        using var browser = Browser();

        var callback = await SignInAsync(browser, "browser@example.com", IdentityHost.Password);

        var query = QueryHelpers.ParseQuery(callback.Query);
        callback.GetLeftPart(UriPartial.Path).ShouldBe(Redirect);
        query["state"].ToString().ShouldBe("xyz");
        query["iss"].ToString().TrimEnd('/').ShouldBe(_host.PublicUrl);
        var tokens = await Tokens.OfAsync(await ExchangeAsync(query["code"].ToString(), Verifier));
        (await _host.SendAsync(HttpMethod.Get, "/api/v1/me", tokens.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.RefreshAsync(tokens.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ExchangeAsync(query["code"].ToString(), Verifier)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_code_is_worth_nothing_without_its_verifier()
    {
        await _host.RegisterAsync("pkce@example.com");
        using var browser = Browser();
        var callback = await SignInAsync(browser, "pkce@example.com", IdentityHost.Password);

        var answer = await ExchangeAsync(QueryHelpers.ParseQuery(callback.Query)["code"].ToString(), Verifier + "x");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_wrong_password_is_told_on_the_page()
    {
        using var browser = Browser();
        var page = await browser.GetAsync(AuthorizeUrl());
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");

        var answer = await SubmitAsync(browser, await page.Content.ReadAsStringAsync(), "nobody@example.com", "<script>");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var html = await answer.Content.ReadAsStringAsync();
        html.ShouldContain("role=\"alert\"");
        html.ShouldNotContain("<script>");
    }

    [Fact]
    public async Task The_page_asks_for_the_second_factor_and_takes_neither_a_wrong_code_nor_a_foreign_ticket()
    {
        const string email = "pagefactor@example.com";
        var app = await Authenticator.EnableAsync(_host, await _host.RegisterAndSignInAsync(email));
        using var browser = Browser();
        var first = await (await browser.GetAsync(AuthorizeUrl())).Content.ReadAsStringAsync();
        var asked = await (await SubmitAsync(browser, first, email, IdentityHost.Password)).Content.ReadAsStringAsync();
        asked.ShouldContain("one-time-code");
        Task<HttpResponseMessage> GiveAsync(string ticket, string code) =>
            PostAsync(
                browser,
                ("ticket", ticket),
                ("code", code),
                ("returnUrl", Field(asked, "returnUrl")),
                ("form_token", Field(asked, "form_token"))
            );

        (await (await browser.GetAsync(AuthorizeUrl())).Content.ReadAsStringAsync()).ShouldContain("name=\"password\"");
        (await GiveAsync(Field(asked, "ticket"), "000000")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await GiveAsync("made up", app.NextCode())).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await GiveAsync(Field(asked, "ticket"), app.NextCode())).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.GetAsync(AuthorizeUrl())).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task The_form_needs_its_token_and_leads_nowhere_else()
    {
        await _host.RegisterAsync("csrf@example.com");
        using var browser = Browser();
        var html = await (await browser.GetAsync(AuthorizeUrl())).Content.ReadAsStringAsync();

        (
            await PostAsync(browser, ("email", "csrf@example.com"), ("password", IdentityHost.Password), ("returnUrl", Field(html, "returnUrl")))
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var elsewhere in new[] { "https://evil.example/connect/authorize?x", "//evil.example", "/api/v1/me", "/connect/authorize", "" })
        {
            var answer = await PostAsync(
                browser,
                ("email", "csrf@example.com"),
                ("password", IdentityHost.Password),
                ("returnUrl", elsewhere),
                ("form_token", Field(html, "form_token"))
            );
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, elsewhere);
        }
    }

    [Fact]
    public async Task Signing_out_ends_the_session_of_the_hint_and_leads_to_registered_addresses_only()
    {
        var tokens = await _host.RegisterAndSignInAsync("leaving@example.com");
        var logout = $"/connect/logout?client_id=shop&id_token_hint={tokens.IdToken}";

        (await _host.Client.GetAsync($"{logout}&post_logout_redirect_uri=https://evil.example/")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.RefreshAsync(tokens.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var left = await _host.Client.GetAsync($"{logout}&post_logout_redirect_uri={_host.PublicUrl}/");

        left.Headers.Location!.ToString().ShouldBe($"{_host.PublicUrl}/");
        (await _host.RefreshAsync(tokens.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1:1/elsewhere")]
    [InlineData("client_id", "stranger")]
    [InlineData("code_challenge", "")]
    public async Task A_request_of_a_stranger_is_not_redirected(string name, string value)
    {
        using var browser = Browser();

        var answer = await browser.GetAsync(AuthorizeUrl((name, value)));

        (answer.Headers.Location?.Host ?? "").ShouldBeOneOf("", "127.0.0.1");
        (answer.Headers.Location?.Query ?? "").ShouldNotContain("code=");
        answer.StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_machine_gets_a_token_without_roles()
    {
        await _host.WithAsync(async services =>
        {
            var machine = new OpenIddictApplicationDescriptor
            {
                ClientId = "scales",
                ClientSecret = "a secret of the scales",
                ClientType = ClientTypes.Confidential,
            };
            machine.Permissions.UnionWith([Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials]);
            return await services.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(machine);
        });

        var answer = await _host.PostFormAsync(
            "/connect/token",
            ("grant_type", "client_credentials"),
            ("client_id", "scales"),
            ("client_secret", "a secret of the scales")
        );
        var token = (await Tokens.OfAsync(answer)).AccessToken;

        var claims = TokenTests.Part(token, 1);
        claims.GetProperty("sub").GetString().ShouldBe("scales");
        claims.TryGetProperty("role", out _).ShouldBeFalse();
        (await _host.SendAsync(HttpMethod.Get, "/api/v1/me", token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (
            await _host.PostFormAsync("/connect/token", ("grant_type", "client_credentials"), ("client_id", "scales"), ("client_secret", "wrong"))
        ).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Hosts_that_start_together_agree_on_the_keys()
    {
        var rings = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<SigningKeyRing>(_host.Services)).ToArray();

        var keys = await Task.WhenAll(rings.Select(r => r.GetKeysAsync(CancellationToken.None)));

        keys.SelectMany(k => k).Select(k => k.KeyId).Distinct().Count().ShouldBe(1);
        (await _host.QueryAsync(db => db.Set<Domain.SigningKey>().CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task Pruning_forgets_what_ran_out_and_keeps_what_a_replay_would_show()
    {
        await using var host = await IdentityHost.StartAsync();
        var first = await host.RegisterAndSignInAsync("prune@example.com");
        var second = Tokens.OfAsync(await host.RefreshAsync(first.RefreshToken!));
        Task<string[]> KindsAsync() =>
            host.QueryAsync(db =>
                db.Tokens.OrderBy(t => t.Id).Select(t => t.Type!.Replace("urn:ietf:params:oauth:token-type:", "") + " " + t.Status).ToArrayAsync()
            );
        Task<bool> PruneAsync() =>
            host.WithAsync(async services =>
            {
                await ActivatorUtilities.CreateInstance<PruneTokens>(services).RunAsync(CancellationToken.None);
                return true;
            });
        host.Time.Advance(TimeSpan.FromHours(1));

        await PruneAsync();

        (await KindsAsync()).ShouldBe(["refresh_token redeemed", "refresh_token valid"]);
        await host.PostFormAsync("/connect/revoke", ("client_id", "shop"), ("token", (await second).RefreshToken!));
        host.Time.Advance(TokenServer.RefreshTokenLifetime + TimeSpan.FromDays(2));
        await PruneAsync();
        (await KindsAsync()).ShouldBeEmpty();
        (await host.QueryAsync(db => db.Sessions.CountAsync())).ShouldBe(0);
    }

    private HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_host.PublicUrl) };

    private async Task<Uri> SignInAsync(HttpClient browser, string email, string password)
    {
        var page = await browser.GetAsync(AuthorizeUrl());
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var signedIn = await SubmitAsync(browser, await page.Content.ReadAsStringAsync(), email, password);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect, await signedIn.Content.ReadAsStringAsync());
        var back = await browser.GetAsync(signedIn.Headers.Location);
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect, await back.Content.ReadAsStringAsync());
        return back.Headers.Location!;
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string html, string email, string password) =>
        PostAsync(
            browser,
            ("email", email),
            ("password", password),
            ("returnUrl", Field(html, "returnUrl")),
            ("form_token", Field(html, "form_token"))
        );

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        return await browser.PostAsync(new Uri("/connect/sign-in", UriKind.Relative), form);
    }

    private Task<HttpResponseMessage> ExchangeAsync(string code, string verifier) =>
        _host.AskForTokensAsync(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("code_verifier", verifier));

    private static Uri AuthorizeUrl(params (string Name, string Value)[] other)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = "shop",
            ["response_type"] = "code",
            ["redirect_uri"] = Redirect,
            ["scope"] = "openid offline_access",
            ["state"] = "xyz",
            ["code_challenge"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in other)
        {
            parameters[name] = value;
        }

        return new Uri(QueryHelpers.AddQueryString("/connect/authorize", parameters), UriKind.Relative);
    }

    private static string Field(string html, string name) =>
        WebUtility.HtmlDecode(Regex.Match(html, $"name=\"{name}\" value=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value);
}
