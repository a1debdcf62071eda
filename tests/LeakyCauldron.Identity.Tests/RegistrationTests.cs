using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Identity.Tests;

public sealed class RegistrationTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly IdentityHost _host = shared.Host;

    [Fact]
    public async Task A_person_registers_signs_in_at_once_and_reads_their_profile()
    {
        var answer = await _host.RegisterAsync("Luna@Example.COM", displayName: "Luna Lovegood");
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"status":"accepted"}""");

        var tokens = await _host.SignInAsync("luna@example.com");
        var me = await _host.SendAsync(HttpMethod.Get, "/api/v1/me", tokens.AccessToken);

        me.StatusCode.ShouldBe(HttpStatusCode.OK);
        me.Headers.ETag.ShouldNotBeNull();
        var profile = await me.Content.ReadFromJsonAsync<JsonElement>();
        profile.GetProperty("email").GetString().ShouldBe("Luna@example.com");
        profile.GetProperty("emailConfirmed").GetBoolean().ShouldBeFalse();
        profile.GetProperty("displayName").GetString().ShouldBe("Luna Lovegood");
        profile.GetProperty("roles").EnumerateArray().Select(r => r.GetString()).ShouldBe(["shopper"]);
        profile.GetProperty("house").GetString().ShouldBeOneOf("gryffindor", "hufflepuff", "ravenclaw", "slytherin");
        profile.GetProperty("locale").GetString().ShouldBe("en-GB");
    }

    [Fact]
    public async Task A_taken_address_gets_the_same_answer_and_its_owner_an_event()
    {
        var first = await _host.RegisterAsync("neville@example.com");
        var second = await _host.RegisterAsync("NEVILLE@example.com", "another long password");

        second.StatusCode.ShouldBe(first.StatusCode);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.Headers.Select(h => h.Key).ShouldBe(first.Headers.Select(h => h.Key));
        (await _host.QueryAsync(db => db.Users.CountAsync(u => u.NormalizedEmail == "NEVILLE@EXAMPLE.COM"))).ShouldBe(1);
        (await _host.SignInAsync("neville@example.com")).AccessToken.ShouldNotBeEmpty();
        string[] expected = ["identity.user-registered.v1", "identity.registration-attempted.v1"];
        await Eventually.Async(async () => (await _host.EventsOfAsync("neville@example.com")).ShouldBe(expected), "both events to be published");
    }

    [Theory]
    [InlineData("not-an-address", "long enough password", "Name", "email")]
    [InlineData("a b@example.com", "long enough password", "Name", "email")]
    [InlineData("dudley@localhost", "long enough password", "Name", "email")]
    [InlineData("dudley@example.com", "short", "Name", "password")]
    [InlineData("dudley@example.com", "PASSWORD123", "Name", "password")]
    [InlineData("dudley@example.com", "LeakyCauldron1", "Name", "password")]
    [InlineData("dudley@example.com", "dudley-2026", "Name", "password")]
    [InlineData("d@example.com", "Dursley!Dudley", "Dudley Dursley", "password")]
    [InlineData("dudley@example.com", "long enough password", " ", "displayName")]
    public async Task What_is_not_in_order_is_named_by_its_field(string email, string password, string displayName, string field)
    {
        var answer = await _host.RegisterAsync(email, password, displayName);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("validation_failed");
        problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldBe([field]);
    }

    [Fact]
    public async Task An_unknown_field_is_refused_and_no_account_is_made()
    {
        var answer = await _host.Client.PostAsJsonAsync(
            "/api/v1/identity/register",
            new
            {
                email = "mallory@example.com",
                password = IdentityHost.Password,
                displayName = "Mallory",
                roles = new[] { "admin" },
            }
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.QueryAsync(db => db.Users.AnyAsync(u => u.Email == "mallory@example.com"))).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_many_registrations_of_one_address_at_once_one_makes_the_account()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _host.RegisterAsync("ginny@example.com")));

        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Accepted);
        (await _host.QueryAsync(db => db.Users.CountAsync(u => u.NormalizedEmail == "GINNY@EXAMPLE.COM"))).ShouldBe(1);
    }
}
