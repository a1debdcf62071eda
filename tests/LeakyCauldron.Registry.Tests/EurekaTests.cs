using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using LeakyCauldron.BuildingBlocks.Discovery;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Registry.Tests;

/// <summary>The protocol as its clients speak it.</summary>
public sealed class EurekaTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private MapHost _host = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await MapHost.CreateDatabaseAsync();
        _host = await MapHost.StartAsync(_database);
        _client = _host.Stranger(null);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_foreign_service_registers_renews_is_seen_and_leaves()
    {
        (await BeatAsync()).ShouldBe(HttpStatusCode.NotFound);
        (await RegisterAsync(Wands())).ShouldBe(HttpStatusCode.NoContent);
        (await BeatAsync()).ShouldBe(HttpStatusCode.OK);
        var directory = _host.Services.GetRequiredService<IServiceDirectory>();
        await Eventually.Async(() => directory.Current.UpOf("wands").Count == 1, "the service in the directory");
        directory.Current.UpOf("wands")[0].Address.ShouldBe(new Uri("http://127.0.0.1:9100/"));
        directory.Current.UpOf("wands")[0].Metadata[ServiceMetadata.Route].ShouldBe("/wands");

        var one = JsonElement.Parse(await _client.GetStringAsync("eureka/v2/apps/wands/w1/")).GetProperty("instance");
        one.GetProperty("app").GetString().ShouldBe("WANDS");
        one.GetProperty("port").GetProperty("$").GetInt32().ShouldBe(9100);
        one.GetProperty("leaseInfo").GetProperty("durationInSecs").GetInt32().ShouldBe(90);
        (await _client.GetAsync("eureka/vips/ollivander")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _client.DeleteAsync("eureka/apps/WANDS/w1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await BeatAsync()).ShouldBe(HttpStatusCode.NotFound);
        var delta = JsonElement.Parse(await _client.GetStringAsync("eureka/apps/delta")).GetProperty("applications");
        delta.GetRawText().ShouldContain("\"actionType\":\"DELETED\"");
        delta.GetProperty("apps__hashcode").GetString().ShouldBe("STARTING_2_");
    }

    [Fact]
    public async Task Xml_says_the_same()
    {
        const string Xml = """
            <instance><instanceId>w1</instanceId><hostName>shop</hostName><app>WANDS</app><ipAddr>127.0.0.1</ipAddr><status>UP</status>
            <port enabled="true">9100</port><dataCenterInfo class="x"><name>MyOwn</name></dataCenterInfo><metadata><colour>red</colour></metadata></instance>
            """;
        using var content = new StringContent(Xml, Encoding.UTF8, "application/xml");
        (await _client.PostAsync("eureka/apps/WANDS", content)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var request = new HttpRequestMessage(HttpMethod.Get, "eureka/apps") { Headers = { { "Accept", "application/xml" } } };
        using var answer = await _client.SendAsync(request);

        var instance = XDocument
            .Parse(await answer.Content.ReadAsStringAsync())
            .Descendants("instance")
            .Single(i => i.Element("app")!.Value == "WANDS");
        instance.Element("port")!.Attribute("enabled")!.Value.ShouldBe("true");
        instance.Element("metadata")!.Element("colour")!.Value.ShouldBe("red");
    }

    [Fact]
    public async Task An_operator_takes_an_instance_out_and_lets_it_in_again()
    {
        await RegisterAsync(Wands());
        (await _client.PutAsync("eureka/apps/wands/w1/status?value=OUT_OF_SERVICE", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await BeatAsync();
        (await StatusAsync()).ShouldBe("OUT_OF_SERVICE");
        (await _client.DeleteAsync("eureka/apps/wands/w1/status?value=UP")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StatusAsync()).ShouldBe("UP");
        (await _client.PutAsync("eureka/apps/wands/w1?status=DOWN", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StatusAsync()).ShouldBe("DOWN");
    }

    [Fact]
    public async Task What_a_foreign_service_may_not_claim_is_refused()
    {
        (await RegisterAsync(Wands(app: "honeydukes"), "honeydukes")).ShouldBe(HttpStatusCode.Forbidden);
        (await RegisterAsync(Wands(app: "brooms"))).ShouldBe(HttpStatusCode.BadRequest);
        (await RegisterAsync(Wands(ip: "203.0.113.9"))).ShouldBe(HttpStatusCode.BadRequest);
        (await RegisterAsync(Wands(ip: "169.254.169.254"))).ShouldBe(HttpStatusCode.BadRequest);
        (await RegisterAsync(Wands(dirty: 4_102_444_800_000))).ShouldBe(HttpStatusCode.BadRequest);
        (await RegisterAsync("{}")).ShouldBe(HttpStatusCode.BadRequest);
        (await RegisterAsync("not json")).ShouldBe(HttpStatusCode.BadRequest);
        foreach (var route in new[] { "/api", "/API/v1", "/connect/x", "/admin", "/honeydukes", "/eureka", "/map", "/internal/contracts" })
        {
            (await RegisterAsync(Wands(route: route))).ShouldBe(HttpStatusCode.Forbidden, route);
        }

        foreach (var route in new[] { "wands", "/", "/a/../api", "/a//b", "/{x}", "/%61pi" })
        {
            (await RegisterAsync(Wands(route: route))).ShouldBe(HttpStatusCode.BadRequest, route);
        }

        (await RegisterAsync(Wands())).ShouldBe(HttpStatusCode.NoContent);
        (await RegisterAsync(Wands(app: "brooms"), "brooms")).ShouldBe(HttpStatusCode.Conflict, "another's id");
        (await RegisterAsync(Wands(app: "brooms", id: "b1"), "brooms")).ShouldBe(HttpStatusCode.Conflict, "another's route");
        (await RegisterAsync(Wands(port: 9101))).ShouldBe(HttpStatusCode.Conflict, "another's id, from elsewhere");
        (await _client.DeleteAsync($"eureka/apps/honeydukes/127.0.0.1:honeydukes:{_host.Address.Port}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<string?> StatusAsync() =>
        JsonElement.Parse(await _client.GetStringAsync("eureka/instances/w1")).GetProperty("instance").GetProperty("status").GetString();

    private async Task<HttpStatusCode> BeatAsync() => (await _client.PutAsync("eureka/apps/WANDS/w1?status=UP", null)).StatusCode;

    private async Task<HttpStatusCode> RegisterAsync(string json, string app = "WANDS")
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync($"eureka/apps/{app}", content);
        return answer.StatusCode;
    }

    private static string Wands(
        string app = "wands",
        string id = "w1",
        string ip = "127.0.0.1",
        string route = "/wands",
        int port = 9100,
        long dirty = 0
    ) =>
        JsonSerializer.Serialize(
            new
            {
                instance = new
                {
                    instanceId = id,
                    app,
                    hostName = "localhost",
                    ipAddr = ip,
                    status = "UP",
                    vipAddress = "ollivander",
                    port = new Dictionary<string, object> { ["$"] = port, ["@enabled"] = "true" },
                    dataCenterInfo = new { name = "MyOwn" },
                    metadata = new { route },
                    lastDirtyTimestamp = dirty,
                },
            }
        );
}
