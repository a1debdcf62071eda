using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.Host.Routing;
using LeakyCauldron.Host.Routing.Overrides;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Host.Tests.Routing;

/// <summary>Nobody outside can tell in which process a module is.</summary>
public sealed class ModuleRoutingTests
{
    [Theory]
    [InlineData("GET", "/api/v1/owls/7")]
    [InlineData("GET", "/api/v1/owls/special")]
    [InlineData("GET", "/api/v1/owls/a%2Fb%20c")]
    [InlineData("GET", "/api/v1/me/owls")]
    [InlineData("DELETE", "/api/v1/owls/7")]
    [InlineData("GET", "/api/v1/owls/7/feathers")]
    [InlineData("GET", "/api/v1/owls/large")]
    [InlineData("GET", "/api/v1/hats/7")]
    public async Task An_answer_is_the_same_from_one_process_and_from_two(string method, string path)
    {
        await using var shop = new Shop();
        var whole = await shop.ProcessAsync("*", register: false);
        var edge = await shop.ProcessAsync("hats");
        await shop.ProcessAsync("owls");

        var (local, routed) = (await whole.Send(new(method), path), await edge.Send(new(method), path));
        routed.Status.ShouldBe(local.Status);
        routed.Type.ShouldBe(local.Type);
        routed.Headers.Keys.Order().ShouldBe(local.Headers.Keys.Order());
        if (local.Type != "application/problem+json")
        {
            routed.Text.ShouldBe(local.Text);
        }
        else
        {
            routed.Json["code"]!.ToString().ShouldBe(local.Json["code"]!.ToString());
            routed.Json["instance"]!.ToString().ShouldBe(local.Json["instance"]!.ToString());
        }
    }

    [Fact]
    public async Task The_caller_is_checked_by_the_owner()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        await shop.ProcessAsync("owls");
        (await edge.Get("/api/v1/me/owls")).IsProblem(401, "unauthorized");
        var harry = Guid.CreateVersion7();
        (await edge.Get("/api/v1/me/owls", ("Authorization", $"Bearer {edge.TokenOf(harry)}"))).Text.ShouldContain(harry.ToString());
    }

    [Fact]
    public async Task A_module_that_is_nowhere_is_named()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var answer = await edge.Get("/api/v1/owls/7");
        answer.IsProblem(503, "module_unavailable");
        answer.Json["module"]!.GetValue<string>().ShouldBe("owls");
        answer.Headers.ContainsKey("Retry-After").ShouldBeTrue();
        (await edge.Get("/connect/owls")).IsProblem(503, "module_unavailable");
        (await edge.Get("/api/v1/hats/1")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Routes_follow_the_registry()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var owner = await shop.ProcessAsync("owls", register: false);
        (await edge.Get("/api/v1/owls/7")).IsProblem(503, "module_unavailable");
        shop.Directory.Add("owls", owner.Address);
        (await edge.Get("/api/v1/owls/7")).Text.ShouldBe("owlery 7");
        shop.Directory.Clear();
        (await edge.Get("/api/v1/owls/7")).IsProblem(503, "module_unavailable");
    }

    [Fact]
    public async Task What_was_forwarded_once_is_not_forwarded_again()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("hats");
        var other = await shop.ProcessAsync("hats");
        // Each is told that the other has the owls.
        shop.Directory.Add("owls", edge.Address);
        shop.Directory.Add("owls", other.Address);
        (await edge.Send(HttpMethod.Post, "/api/v1/owls", r => r.Content = Json("x"))).IsProblem(503, "module_unavailable");
        (await edge.Get("/api/v1/owls/7", (HopTokens.Header, "forged"))).IsProblem(503, "module_unavailable");
    }

    [Fact]
    public async Task A_module_that_is_here_goes_away_and_comes_back_as_operators_say()
    {
        await using var shop = new Shop();
        var edge = await shop.ProcessAsync("*");
        var second = await shop.ProcessAsync("*");
        (await edge.Get("/api/v1/owls/echo")).Header("leaky-hop").ShouldBe("");

        Override(edge, "owls", RouteOverride.Remote);
        Override(second, "owls", RouteOverride.Remote);
        edge.Services.GetRequiredService<IModulePlacement>().ServeLocally("owls").ShouldBeFalse();
        // The other process has it enabled and was sent it: it answers, whatever it would do with a request from outside.
        (await edge.Get("/api/v1/owls/echo"))
            .Header("leaky-hop")
            .ShouldNotBe("");
        (await edge.Get("/api/v1/hats/1")).Text.ShouldBe("hat 1");

        Override(edge, "owls", RouteOverride.Local);
        (await edge.Get("/api/v1/owls/echo")).Header("leaky-hop").ShouldBe("");
        edge.Services.GetRequiredService<IModulePlacement>().ServeLocally("owls").ShouldBeTrue();
    }

    [Fact]
    public async Task Old_prefixes_are_mapped()
    {
        await using var shop = new Shop();
        (string, string)[] settings = [("Routes:Aliases:0:From", "/app"), ("Routes:Aliases:0:To", "/api/v1/owls")];
        var edge = await shop.ProcessAsync("hats", true, settings);
        await shop.ProcessAsync("owls");
        (await edge.Get("/app/special")).Text.ShouldBe("special");
        (await edge.Get("/apple/special")).IsProblem(404, "route_not_found");
        await Should.ThrowAsync<Exception>(() => shop.ProcessAsync("hats", true, ("Routes:Aliases:0:From", "/api"), ("Routes:Aliases:0:To", "/x")));
    }

    internal static void Override(Process process, string module, string target) =>
        process
            .Services.GetRequiredService<RouteTableSource>()
            .Apply([new RouteOverride(module, null, target, null, false, null, false, null, null, DateTimeOffset.UnixEpoch, "")]);

    internal static StringContent Json(string text)
    {
        var content = new StringContent($$"""{"text":"{{text}}"}""", Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
