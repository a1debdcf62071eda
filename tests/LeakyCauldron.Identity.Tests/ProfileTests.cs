using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace LeakyCauldron.Identity.Tests;

public sealed class ProfileTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly IdentityHost _host = shared.Host;

    [Fact]
    public async Task A_merge_patch_changes_what_it_names()
    {
        var token = (await _host.RegisterAndSignInAsync("patch@example.com")).AccessToken;

        var named = await ReadAsync(await PatchAsync(token, """{"displayName":"Tonks","phone":"+44 1632 960000"}"""));
        named.GetProperty("displayName").GetString().ShouldBe("Tonks");
        named.GetProperty("phone").GetString().ShouldBe("+44 1632 960000");
        var cleared = await ReadAsync(await PatchAsync(token, """{"phone":null,"locale":"cy-GB"}"""));
        cleared.GetProperty("displayName").GetString().ShouldBe("Tonks");
        cleared.GetProperty("phone").ValueKind.ShouldBe(JsonValueKind.Null);
        cleared.GetProperty("locale").GetString().ShouldBe("cy-GB");
        (await ReadAsync(await _host.SendAsync(HttpMethod.Get, "/api/v1/me", token))).ToString().ShouldBe(cleared.ToString());
    }

    [Theory]
    [InlineData("""{"displayName":null}""")]
    [InlineData("""{"phone":"call me"}""")]
    [InlineData("""{"locale":"klingon"}""")]
    [InlineData("""{"email":"other@example.com"}""")]
    [InlineData("""{"roles":["admin"]}""")]
    [InlineData("""{"hasPhone":true}""")]
    [InlineData("""{"displayName":7}""")]
    public async Task What_may_not_be_changed_so_is_refused(string patch) =>
        (await PatchAsync((await shared.Person.Value).AccessToken, patch)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_stale_write_is_refused_with_what_is_there()
    {
        var token = (await _host.RegisterAndSignInAsync("etag@example.com")).AccessToken;
        var tag = (await _host.SendAsync(HttpMethod.Get, "/api/v1/me", token)).Headers.ETag!.ToString();
        var first = await PatchAsync(token, """{"displayName":"First"}""", ("If-Match", tag));
        first.StatusCode.ShouldBe(HttpStatusCode.OK);

        var second = await PatchAsync(token, """{"displayName":"Second"}""", ("If-Match", tag));

        second.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await ReadAsync(second)).GetProperty("current").GetProperty("displayName").GetString().ShouldBe("First");
        var unchanged = await _host.SendAsync(HttpMethod.Get, "/api/v1/me", token, null, ("If-None-Match", first.Headers.ETag!.ToString()));
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Preferences_are_replaced_whole()
    {
        var token = (await _host.RegisterAndSignInAsync("wishes@example.com")).AccessToken;
        (await ReadAsync(await _host.SendAsync(HttpMethod.Get, "/api/v1/me/preferences", token)))
            .ToString()
            .ShouldBe("""{"locale":"en-GB","currency":"GBP","notifications":{},"marketing":false}""");

        var wanted = new
        {
            locale = "de-DE",
            currency = "XGL",
            notifications = new { order_shipped = new { email = false, inApp = true } },
            marketing = true,
        };
        (await _host.SendAsync(HttpMethod.Put, "/api/v1/me/preferences", token, wanted)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ReadAsync(await _host.SendAsync(HttpMethod.Get, "/api/v1/me/preferences", token)))
            .ToString()
            .ShouldBe(JsonSerializer.Serialize(wanted));
        (await _host.SendAsync(HttpMethod.Put, "/api/v1/me/preferences", token, new { currency = "ABC" })).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_and_all_others_at_once()
    {
        const string email = "devices@example.com";
        var here = await _host.RegisterAndSignInAsync(email);
        var phone = await _host.SignInAsync(email);
        var library = await _host.SignInAsync(email);

        var sessions = (await ReadAsync(await _host.SendAsync(HttpMethod.Get, "/api/v1/me/sessions", here.AccessToken)))
            .GetProperty("items")
            .EnumerateArray()
            .ToArray();
        sessions.Length.ShouldBe(3);
        sessions.Count(s => s.GetProperty("current").GetBoolean()).ShouldBe(1);
        sessions[0].GetProperty("client").GetString().ShouldBe("shop");
        sessions[0].GetProperty("address").GetString().ShouldBe("127.0.0.1");
        var phoneId = TokenTests.Part(phone.AccessToken, 1).GetProperty("sid").GetString();
        var stranger = await shared.Person.Value;
        (await _host.SendAsync(HttpMethod.Delete, $"/api/v1/me/sessions/{phoneId}", stranger.AccessToken)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await _host.SendAsync(HttpMethod.Delete, $"/api/v1/me/sessions/{phoneId}", here.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _host.RefreshAsync(phone.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.SendAsync(HttpMethod.Delete, "/api/v1/me/sessions", here.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _host.RefreshAsync(library.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.RefreshAsync(here.RefreshToken!)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_is_asked_to_sign_in()
    {
        var answer = await _host.SendAsync(HttpMethod.Get, "/api/v1/me", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await _host.SendAsync(HttpMethod.Get, "/api/v1/nowhere", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<HttpResponseMessage> PatchAsync(string token, string json, params (string, string)[] headers) =>
        await _host.SendAsync(HttpMethod.Patch, "/api/v1/me", token, JsonDocument.Parse(json).RootElement, headers);

    private static Task<JsonElement> ReadAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();
}
