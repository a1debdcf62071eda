using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Passwords;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Identity.Tests;

public sealed class PasswordTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Another = "three owls on a wire";
    private readonly IdentityHost _host = shared.Host;

    [Fact]
    public async Task A_mailed_token_sets_a_new_password_once_and_ends_every_session()
    {
        const string email = "reset@example.com";
        var session = await _host.RegisterAndSignInAsync(email);
        (await PostAsync("/identity/password/forgot", new { email })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var token = await IssueAsync(email, EmailTokenPurpose.ResetPassword);

        (await ResetAsync(email, token)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        (await _host.RefreshAsync(session.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.SignInAsync(email, Another)).AccessToken.ShouldNotBeEmpty();
        (await TryAsync(email, IdentityHost.Password)).ShouldBe(HttpStatusCode.BadRequest);
        await ShouldBeInvalidAsync(await ResetAsync(email, token));
    }

    [Fact]
    public async Task A_reset_token_is_of_one_purpose_one_person_and_the_password_of_its_day()
    {
        await _host.RegisterAsync("mine@example.com");
        await _host.RegisterAsync("yours@example.com");

        await ShouldBeInvalidAsync(await ResetAsync("mine@example.com", await IssueAsync("mine@example.com", EmailTokenPurpose.ConfirmEmail)));
        await ShouldBeInvalidAsync(await ResetAsync("mine@example.com", await IssueAsync("yours@example.com", EmailTokenPurpose.ResetPassword)));
        await ShouldBeInvalidAsync(await ResetAsync("nobody@example.com", await IssueAsync("mine@example.com", EmailTokenPurpose.ResetPassword)));
        await ShouldBeInvalidAsync(await ResetAsync("mine@example.com", "made up"));
    }

    [Fact]
    public async Task Forgetting_has_one_answer_for_known_and_unknown()
    {
        await _host.RegisterAsync("forgetful@example.com");

        var known = await PostAsync("/identity/password/forgot", new { email = "forgetful@example.com" });
        var unknown = await PostAsync("/identity/password/forgot", new { email = "stranger@example.com" });

        unknown.StatusCode.ShouldBe(known.StatusCode);
        (await unknown.Content.ReadAsStringAsync()).ShouldBe(await known.Content.ReadAsStringAsync());
        await Eventually.Async(
            async () => (await _host.EventsOfAsync("forgetful@example.com")).ShouldContain("identity.password-reset-requested.v1"),
            "the request to be published"
        );
    }

    [Fact]
    public async Task An_address_is_confirmed_by_its_token()
    {
        const string email = "confirm@example.com";
        var tokens = await _host.RegisterAndSignInAsync(email);
        var before = await _host.SendAsync(HttpMethod.Get, "/api/v1/me", tokens.AccessToken);
        await ShouldBeInvalidAsync(await PostAsync("/identity/email/confirm", new { email, token = "made up" }));

        (
            await PostAsync("/identity/email/confirm", new { email, token = await IssueAsync(email, EmailTokenPurpose.ConfirmEmail) })
        ).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var after = await _host.SendAsync(HttpMethod.Get, "/api/v1/me", tokens.AccessToken);
        (await after.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("emailConfirmed").GetBoolean().ShouldBeTrue();
        after.Headers.ETag.ShouldNotBe(before.Headers.ETag);
        (await PostAsync("/identity/email/resend", new { email })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_new_password_needs_the_present_one_and_ends_the_other_sessions()
    {
        const string email = "change@example.com";
        var here = await _host.RegisterAndSignInAsync(email);
        var there = await _host.SignInAsync(email);

        var wrong = await ChangeAsync(here, "a guess at it", Another);
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("wrong_password");
        (await ChangeAsync(here, IdentityHost.Password, Another)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _host.RefreshAsync(there.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.RefreshAsync(here.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.SignInAsync(email, Another)).AccessToken.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_fifth_wrong_password_locks_the_account_for_a_minute_and_not_before()
    {
        await using var host = await IdentityHost.StartAsync();
        const string email = "locked@example.com";
        await host.RegisterAsync(email);
        async Task<HttpStatusCode> TryHereAsync(string password) =>
            (await host.AskForTokensAsync(("grant_type", "password"), ("username", email), ("password", password))).StatusCode;

        for (var failure = 1; failure < Credentials.FailuresToLock; failure++)
        {
            (await TryHereAsync("a wrong guess")).ShouldBe(HttpStatusCode.BadRequest);
        }

        (await TryHereAsync(IdentityHost.Password)).ShouldBe(HttpStatusCode.OK);
        await Task.WhenAll(Enumerable.Range(0, Credentials.FailuresToLock).Select(_ => TryHereAsync("a wrong guess")));
        (await TryHereAsync(IdentityHost.Password)).ShouldBe(HttpStatusCode.BadRequest);
        host.Time.Advance(Credentials.Lock + TimeSpan.FromSeconds(1));
        (await TryHereAsync(IdentityHost.Password)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Hashes_are_pbkdf2_sha512_of_210_000_rounds()
    {
        await _host.RegisterAsync("hash@example.com");

        var hash = Convert.FromBase64String(
            (await _host.QueryAsync(db => db.Users.Where(u => u.Email == "hash@example.com").Select(u => u.PasswordHash!).SingleAsync()))
        );

        Convert.ToHexString(hash.AsSpan(0, 9)).ShouldBe("01" + "00000002" + "00033450");
    }

    [Fact]
    public async Task Too_many_calls_are_told_when_to_come_back()
    {
        await using var host = await IdentityHost.StartAsync(("RateLimits:Enabled", "true"));

        var answers = new List<HttpResponseMessage>();
        for (var call = 0; call < 12; call++)
        {
            answers.Add(await host.Client.PostAsJsonAsync("/api/v1/identity/password/forgot", new { email = "much@example.com" }));
        }

        answers[0].StatusCode.ShouldBe(HttpStatusCode.Accepted);
        answers[0].Headers.GetValues("RateLimit-Policy").Single().ShouldBe("\"identity\";q=30;w=60");
        answers[0].Headers.GetValues("RateLimit").Single().ShouldStartWith("\"identity\";r=29;t=");
        var refused = answers[^1];
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 300);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("rate_limited");
        (await host.Client.PostAsJsonAsync("/api/v1/identity/password/forgot", new { email = "other@example.com" })).StatusCode.ShouldBe(
            HttpStatusCode.Accepted
        );
    }

    private Task<HttpResponseMessage> PostAsync(string path, object body) => _host.Client.PostAsJsonAsync($"/api/v1{path}", body);

    private Task<HttpResponseMessage> ResetAsync(string email, string token) =>
        PostAsync(
            "/identity/password/reset",
            new
            {
                email,
                token,
                newPassword = Another,
            }
        );

    private Task<HttpResponseMessage> ChangeAsync(Tokens session, string currentPassword, string newPassword) =>
        _host.SendAsync(HttpMethod.Post, "/api/v1/me/password", session.AccessToken, new { currentPassword, newPassword });

    private async Task<HttpStatusCode> TryAsync(string email, string password) =>
        (await _host.AskForTokensAsync(("grant_type", "password"), ("username", email), ("password", password))).StatusCode;

    private Task<string> IssueAsync(string email, EmailTokenPurpose purpose) =>
        _host.WithAsync(async services =>
        {
            var mediator = services.GetRequiredService<IMediator>();
            var contact = await mediator.Send(new FindUserByEmail(email));
            return (await mediator.Send(new IssueEmailToken(contact.Value!.UserId, purpose))).Value!;
        });

    private static async Task ShouldBeInvalidAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("invalid_token");
    }
}
