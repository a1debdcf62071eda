using System.Net;
using System.Text.Json.Nodes;
using LeakyCauldron.Search.Tests.Elastic.Fake;

namespace LeakyCauldron.Search.Tests.Elastic;

/// <summary>The whole shop with <c>Elasticsearch__Url</c>.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task The_shop_searches_where_it_is_told_to_and_lives_on_without()
    {
        await using var cluster = await Server.StartAsync(TimeProvider.System, Oracle.Check);
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var host = await HostProcess.StartAsync(
            new HostOptions
            {
                Postgres = database.ConnectionString,
                Settings = new Dictionary<string, string?>
                {
                    ["Elasticsearch__Url"] = $"http://tom:nox-maxima@127.0.0.1:{cluster.Address.Port}",
                    ["SAMPLE_DATA"] = "small",
                },
            }
        );
        var found = await AskAsync(host, "api/v1/search/products?q=wand");
        found["engine"]!.GetValue<string>().ShouldBe("elasticsearch");
        found["total"]!.GetValue<long>().ShouldBeGreaterThan(0);
        (await AskAsync(host, "api/v1/search/suggest?q=wa"))["products"]!.AsArray().Count.ShouldBeGreaterThan(0);
        (await host.Client.GetStringAsync("health/ready")).ShouldContain("search: healthy");
        Directory.Exists(Path.Combine(host.DataDirectory, "search")).ShouldBeFalse();

        cluster.Fault = _ => 503;
        using var refused = await host.Client.GetAsync("api/v1/search/products?q=wand");
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("search_unavailable");
        (await AskAsync(host, "api/v1/catalog/products"))["items"]!.AsArray().Count.ShouldBeGreaterThan(0);
        (await host.Client.GetStringAsync("health/ready")).ShouldContain("search: degraded");

        cluster.Fault = _ => null;
        await Eventually.Async(async () => (await host.Client.GetAsync("api/v1/search/products?q=wand")).IsSuccessStatusCode, "search to be back");
        host.Process.Tail().ShouldNotContain("nox-maxima");
    }

    [Fact]
    public async Task An_address_that_is_none_is_one_line_and_the_end()
    {
        await using var host = HostProcess.Launch(
            new HostOptions
            {
                Postgres = "Host=127.0.0.1;Port=1;Username=nobody;Database=none",
                Settings = new Dictionary<string, string?> { ["Elasticsearch__Url"] = "search:9200:x" },
            }
        );
        (await host.Process.WaitForExitAsync()).ShouldBe(1, host.Process.Tail());
        host.Process.Output.Single(l => l.StartsWith("leaky-cauldron: ", StringComparison.Ordinal))
            .ShouldContain("Elasticsearch__Url must be an address");
    }

    private static async Task<JsonNode> AskAsync(HostProcess host, string path) =>
        JsonNode.Parse(await host.Client.GetStringAsync(path)).ShouldNotBeNull();
}
