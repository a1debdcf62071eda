using System.Net;
using System.Net.Http.Headers;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Identity.Tests;

/// <summary>A process without Identity, which knows no key but what the issuer publishes.</summary>
public sealed class RemoteValidationTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task Tokens_are_checked_with_the_published_keys()
    {
        await using var app = await StartAsync(shared.Host.PublicUrl);
        var tokens = await shared.Person.Value;

        (await GetAsync(app, "/mine", tokens.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(app, "/mine", tokens.AccessToken[..^8] + "AAAAAAAA")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAsync(app, "/mine", tokens.IdToken!)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAsync(app, "/staff", tokens.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_declares_nothing_is_closed()
    {
        await using var app = await StartAsync(shared.Host.PublicUrl);
        var tokens = await shared.Person.Value;

        (await GetAsync(app, "/undeclared", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAsync(app, "/undeclared", tokens.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAsync(app, "/nowhere", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<WebApplication> StartAsync(string authority)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Shop:PublicUrl"] = authority });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddAccessTokens(builder.Configuration);
        var app = builder.Build();
        app.UseRouting();
        app.UseAccessTokens();
        app.UseAuthorization();
        app.MapGet("/mine", () => "mine").RequireAuthorization(Policies.Shopper);
        app.MapGet("/staff", () => "staff").RequireAuthorization(Policies.Staff);
        app.MapGet("/undeclared", () => "");
        await app.StartAsync();
        return app;
    }

    private static async Task<HttpResponseMessage> GetAsync(WebApplication app, string path, string? token)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await client.GetAsync(new Uri(path, UriKind.Relative));
    }
}
