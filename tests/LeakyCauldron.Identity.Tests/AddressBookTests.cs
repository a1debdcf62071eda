using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace LeakyCauldron.Identity.Tests;

public sealed class AddressBookTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly IdentityHost _host = shared.Host;

    [Fact]
    public async Task The_first_address_is_the_default_until_another_says_so()
    {
        var token = (await _host.RegisterAndSignInAsync("book@example.com")).AccessToken;

        var home = await AddAsync(token, Address("1 Spinner's End"));
        var work = await AddAsync(token, Address("2 Diagon Alley", shipping: true));
        var list = (await ReadAsync(await SendAsync(HttpMethod.Get, "", token))).GetProperty("items").EnumerateArray().ToArray();

        list.Select(a => a.GetProperty("line1").GetString()).ShouldBe(["1 Spinner's End", "2 Diagon Alley"]);
        list.Select(a => a.GetProperty("defaultShipping").GetBoolean()).ShouldBe([false, true]);
        list.Select(a => a.GetProperty("defaultBilling").GetBoolean()).ShouldBe([true, false]);
        var moved = await ReadAsync(await SendAsync(HttpMethod.Put, $"/{home}", token, Address("3 Hogsmeade", shipping: true)));
        moved.GetProperty("line1").GetString().ShouldBe("3 Hogsmeade");
        moved.GetProperty("defaultShipping").GetBoolean().ShouldBeTrue();
        (await SendAsync(HttpMethod.Delete, $"/{work}", token)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(HttpMethod.Get, $"/{work}", token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ReadAsync(await SendAsync(HttpMethod.Get, $"/{home}", token))).ToString().ShouldBe(moved.ToString());
    }

    [Fact]
    public async Task Another_persons_address_is_not_there()
    {
        var owner = (await _host.RegisterAndSignInAsync("owner@example.com")).AccessToken;
        var other = (await shared.Person.Value).AccessToken;
        var id = await AddAsync(owner, Address("4 Privet Drive"));

        (await SendAsync(HttpMethod.Get, $"/{id}", other)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Put, $"/{id}", other, Address("Mine now"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Delete, $"/{id}", other)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ReadAsync(await SendAsync(HttpMethod.Get, $"/{id}", owner))).GetProperty("line1").GetString().ShouldBe("4 Privet Drive");
        (await ReadAsync(await SendAsync(HttpMethod.Get, "", other))).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_address_is_refused_by_field()
    {
        var token = (await shared.Person.Value).AccessToken;

        var answer = await SendAsync(
            HttpMethod.Post,
            "",
            token,
            new
            {
                name = "",
                line1 = "x",
                city = "x",
                postalCode = "x",
                country = "UK",
            }
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ReadAsync(answer)).GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldBe(["name", "country"]);
        (
            await SendAsync(
                HttpMethod.Post,
                "",
                token,
                new
                {
                    name = "x",
                    line1 = "x",
                    city = "x",
                    postalCode = "x",
                    country = "GB",
                    userId = Guid.Empty,
                }
            )
        ).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static object Address(string line1, bool? shipping = null) =>
        new
        {
            name = "Severus Snape",
            line1,
            city = "Cokeworth",
            postalCode = "CW1 1AA",
            country = "GB",
            defaultShipping = shipping,
        };

    private async Task<Guid> AddAsync(string token, object address)
    {
        var answer = await SendAsync(HttpMethod.Post, "", token, address);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await ReadAsync(answer)).GetProperty("id").GetGuid();
        answer.Headers.Location!.ToString().ShouldBe($"/api/v1/me/addresses/{id}");
        return id;
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, object? body = null) =>
        _host.SendAsync(method, $"/api/v1/me/addresses{path}", token, body);

    private static Task<JsonElement> ReadAsync(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();
}
