using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Identity.Contracts;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Identity.Tests;

public sealed class UsersTests(SampleHost sample) : IClassFixture<SampleHost>
{
    private readonly IdentityHost _host = sample.Host;

    [Fact]
    public async Task Sample_people_are_there_once_and_can_sign_in()
    {
        await sample.LoadAsync();

        (await _host.QueryAsync(db => db.Users.CountAsync(u => u.NormalizedEmail!.EndsWith("@LEAKY.TEST")))).ShouldBe(5);
        (await _host.QueryAsync(db => db.Users.Select(u => u.PasswordHash).Distinct().CountAsync())).ShouldBe(1);
        var harry = await ReadAsync(await _host.SendAsync(HttpMethod.Get, "/api/v1/me", await TokenAsync("harry")));
        harry.GetProperty("house").GetString().ShouldBe("gryffindor");
        harry.GetProperty("emailConfirmed").GetBoolean().ShouldBeTrue();
        var contact = await _host.WithAsync(s => s.GetRequiredService<IMediator>().Send(new FindUserByEmail("RON@leaky.test")));
        contact.Value!.DisplayName.ShouldBe("Ron Weasley");
    }

    [Fact]
    public async Task Accounts_are_for_administrators()
    {
        foreach (
            var (person, status) in new[] { ("harry", HttpStatusCode.Forbidden), ("staff", HttpStatusCode.Forbidden), ("admin", HttpStatusCode.OK) }
        )
        {
            (await _host.SendAsync(HttpMethod.Get, "/api/v1/users", await TokenAsync(person))).StatusCode.ShouldBe(status, person);
        }
    }

    [Fact]
    public async Task Accounts_are_paged_and_found()
    {
        var admin = await TokenAsync("admin");

        var first = await ReadAsync(await _host.SendAsync(HttpMethod.Get, "/api/v1/users?limit=3", admin));
        var second = await ReadAsync(
            await _host.SendAsync(HttpMethod.Get, $"/api/v1/users?limit=3&after={first.GetProperty("next").GetString()}", admin)
        );

        Emails(first).Concat(Emails(second)).Distinct().Count().ShouldBe(5);
        second.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        second.GetProperty("total").GetInt32().ShouldBe(5);
        Emails(await ReadAsync(await _host.SendAsync(HttpMethod.Get, "/api/v1/users?q=granger", admin))).ShouldBe(["hermione@leaky.test"]);
        Emails(await ReadAsync(await _host.SendAsync(HttpMethod.Get, "/api/v1/users?q=%25", admin))).ShouldBeEmpty();
        (await _host.SendAsync(HttpMethod.Get, "/api/v1/users?after=nonsense", admin)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Roles_are_in_the_next_token()
    {
        var admin = await TokenAsync("admin");
        var ron = await _host.SignInAsync("ron@leaky.test");
        var id = TokenTests.Part(ron.AccessToken, 1).GetProperty("sub").GetString();

        var changed = await ReadAsync(
            await _host.SendAsync(HttpMethod.Put, $"/api/v1/users/{id}/roles", admin, new { roles = new[] { "staff", "shopper" } })
        );

        changed.GetProperty("roles").EnumerateArray().Select(r => r.GetString()).ShouldBe(["shopper", "staff"]);
        var refreshed = await Tokens.OfAsync(await _host.RefreshAsync(ron.RefreshToken!));
        TokenTests.Part(refreshed.AccessToken, 1).GetProperty("role").EnumerateArray().Select(r => r.GetString()).ShouldBe(["shopper", "staff"]);
        (await _host.SendAsync(HttpMethod.Put, $"/api/v1/users/{id}/roles", admin, new { roles = new[] { "headmaster" } })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        var self = TokenTests.Part(admin, 1).GetProperty("sub").GetString();
        (await _host.SendAsync(HttpMethod.Put, $"/api/v1/users/{self}/roles", admin, new { roles = new[] { "shopper" } })).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await _host.SendAsync(HttpMethod.Get, $"/api/v1/users/{Guid.CreateVersion7()}", admin)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<string> TokenAsync(string name) => (await _host.SignInAsync($"{name}@leaky.test")).AccessToken;

    private static IEnumerable<string?> Emails(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("email").GetString());

    private static Task<JsonElement> ReadAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();
}

/// <summary>A host with the sample people.</summary>
public sealed class SampleHost : IAsyncLifetime
{
    public IdentityHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await IdentityHost.StartAsync();
        await LoadAsync();
    }

    public Task LoadAsync() =>
        Host.WithAsync(async services =>
        {
            foreach (var data in services.GetServices<ISampleData>())
            {
                await data.LoadAsync(CancellationToken.None);
            }

            return true;
        });

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
