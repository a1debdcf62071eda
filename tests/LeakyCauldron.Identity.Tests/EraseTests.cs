using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.TwoFactor;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeakyCauldron.Identity.Tests;

public sealed class EraseTests(SampleHost sample) : IClassFixture<SampleHost>
{
    private readonly IdentityHost _host = sample.Host;

    [Fact]
    public async Task An_erased_account_is_gone_and_told_of_by_id()
    {
        const string email = "goodbye@example.com";
        var session = await _host.RegisterAndSignInAsync(email);
        await Authenticator.EnableAsync(_host, session);
        var claims = TokenTests.Part(session.AccessToken, 1);
        var id = claims.GetProperty("sub").GetGuid();

        (await _host.SendAsync(HttpMethod.Delete, "/api/v1/me", session.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await _host.SendAsync(HttpMethod.Get, "/api/v1/me", session.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _host.RefreshAsync(session.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var subject = id.ToString();
        (await _host.QueryAsync(db => db.Tokens.CountAsync(t => t.Subject == subject))).ShouldBe(0);
        (await _host.QueryAsync(db => db.Sessions.CountAsync(s => s.UserId == id))).ShouldBe(0);
        (await _host.QueryAsync(db => db.RecoveryCodes.CountAsync(c => c.UserId == id))).ShouldBe(0);
        (await EndedAsync()).ShouldContain(claims.GetProperty("sid").GetGuid());
        await Eventually.Async(async () => (await PublishedAsync(subject)).ShouldContain("identity.person-erased.v1"), "the erasure to be told");
        (await _host.RegisterAsync(email)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await _host.SignInAsync(email)).AccessToken.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Erasing_needs_a_recent_sign_in_and_leaves_the_shop_an_administrator()
    {
        await using var host = await IdentityHost.StartAsync();
        var session = await host.RegisterAndSignInAsync("later@example.com");
        host.Time.Advance(StepUp.Recent + TimeSpan.FromSeconds(1));
        session = await Tokens.OfAsync(await host.RefreshAsync(session.RefreshToken!));

        (await CodeAsync(await host.SendAsync(HttpMethod.Delete, "/api/v1/me", session.AccessToken))).ShouldBe("step_up_required");
        var admin = await _host.SignInAsync("admin@leaky.test");
        (await CodeAsync(await _host.SendAsync(HttpMethod.Delete, "/api/v1/me", admin.AccessToken))).ShouldBe("last_admin");
    }

    [Fact]
    public async Task Sessions_that_end_are_listed_however_they_end()
    {
        var first = await _host.RegisterAndSignInAsync("ending@example.com");
        var second = await _host.SignInAsync("ending@example.com");
        var third = await _host.SignInAsync("ending@example.com");
        (await EndedAsync()).ShouldNotContain(Session(first));

        await _host.SendAsync(HttpMethod.Delete, $"/api/v1/me/sessions/{Session(first)}", second.AccessToken);
        await _host.PostFormAsync("/connect/revoke", ("client_id", "shop"), ("token", second.RefreshToken!));

        var ended = await EndedAsync();
        ended.ShouldContain(Session(first));
        ended.ShouldContain(Session(second));
        ended.ShouldNotContain(Session(third));
    }

    private Task<IReadOnlyList<Guid>> EndedAsync() =>
        _host.WithAsync(async services => (await services.GetRequiredService<IMediator>().Send(new ListEndedSessions())).Value!);

    private async Task<string[]> PublishedAsync(string key)
    {
        await using var connection = new NpgsqlConnection(_host.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT coalesce(array_agg(type), '{}') FROM host.event_log WHERE key = $1", connection);
        command.Parameters.Add(new() { Value = key });
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    private static Guid Session(Tokens tokens) => TokenTests.Part(tokens.AccessToken, 1).GetProperty("sid").GetGuid();

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
