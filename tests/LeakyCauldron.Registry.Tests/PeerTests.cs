using System.Net;
using LeakyCauldron.BuildingBlocks.Discovery;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Registry.Tests;

/// <summary>Registries with databases of their own that tell each other.</summary>
public sealed class PeerTests
{
    [Fact]
    public async Task A_change_is_told_to_the_peers_and_not_passed_on()
    {
        await using var databases = await Databases.CreateAsync(3);
        await using var last = await MapHost.StartAsync(databases[2]);
        await using var middle = await MapHost.StartAsync(databases[1], ("Registry:Peers", last.Address.ToString()));
        await using var first = await MapHost.StartAsync(databases[0], ("Registry:Peers", middle.Address.ToString()));
        using var atFirst = first.Stranger(null);
        using var atMiddle = middle.Stranger(null);

        (await Wands.RegisterAsync(atFirst, Wands.Json("w1"))).ShouldBe(HttpStatusCode.NoContent);
        await SeenAsync(middle, "w1");
        (await Wands.RegisterAsync(atMiddle, Wands.Json("w2"))).ShouldBe(HttpStatusCode.NoContent);
        await SeenAsync(last, "w2");
        Find(last, "w1").ShouldBeNull();

        (await atFirst.PutAsync("eureka/apps/wands/w1/status?value=OUT_OF_SERVICE", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.Async(() => Find(middle, "w1")?.Status == ServiceStatus.OutOfService, "the operator's word at the peer");
        (await atFirst.PutAsync("eureka/apps/wands/w1/metadata?colour=blue", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.Async(() => Find(middle, "w1")?.Metadata["colour"] == "blue", "the new colour at the peer");
        Find(middle, "w1")!.Status.ShouldBe(ServiceStatus.OutOfService);
        (await atFirst.DeleteAsync("eureka/apps/wands/w1/status")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.Async(() => Find(middle, "w1")?.Status == ServiceStatus.Up, "the operator's word to be taken back");
        (await atFirst.DeleteAsync("eureka/apps/wands/w1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.Async(() => Find(middle, "w1") is null, "the peer to forget it");
    }

    [Fact]
    public async Task A_peer_that_was_away_learns_with_the_next_renewal()
    {
        await using var databases = await Databases.CreateAsync(2);
        var other = await MapHost.StartAsync(databases[1]);
        var peer = other.Address.ToString();
        await using var first = await MapHost.StartAsync(databases[0], ("Registry:Peers", peer));
        using var client = first.Stranger(null);
        (await Wands.RegisterAsync(client, Wands.Json("w1"))).ShouldBe(HttpStatusCode.NoContent);
        await SeenAsync(other, "w1");

        // As one that was away long enough to forget: it comes back knowing nothing.
        using var atOther = other.Stranger(null);
        (await atOther.DeleteAsync("eureka/apps/wands/w1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.Async(() => Find(other, "w1") is null, "the peer to know nothing");
        (await client.PutAsync("eureka/apps/wands/w1", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await SeenAsync(other, "w1");
        await other.DisposeAsync();
    }

    [Fact]
    public async Task The_shops_own_processes_are_told_of_too()
    {
        await using var databases = await Databases.CreateAsync(2);
        await using var other = await MapHost.StartAsync(databases[1]);
        var first = await MapHost.StartAsync(databases[0], ("Registry:Peers", other.Address.ToString()));
        var directory = other.Services.GetRequiredService<IServiceDirectory>();
        await Eventually.Async(() => directory.Current.Instances.Count == 4, "the modules of both processes");

        await first.DisposeAsync();

        await Eventually.Async(() => directory.Current.Instances.Count == 2, "the process that stopped to be forgotten");
    }

    [Fact]
    public async Task A_peers_older_registration_is_refused_and_so_is_a_clock_from_the_future()
    {
        await using var databases = await Databases.CreateAsync(1);
        await using var host = await MapHost.StartAsync(databases[0]);
        using var client = host.Stranger(null);
        (await Wands.RegisterAsync(client, Wands.Json("w1", dirty: 2_000))).ShouldBe(HttpStatusCode.NoContent);

        (await Wands.RegisterAsync(client, Wands.Json("w1", dirty: 1_000), replicated: true)).ShouldBe(HttpStatusCode.Conflict);
        (await Wands.RegisterAsync(client, Wands.Json("w1", dirty: 32_503_680_000_000), replicated: true)).ShouldBe(HttpStatusCode.BadRequest);
        (await Wands.RegisterAsync(client, Wands.Json("w1", dirty: 2_001), replicated: true)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_stranger_cannot_keep_a_change_from_the_peers()
    {
        await using var databases = await Databases.CreateAsync(2);
        (string, string)[] closed =
        [
            ("Registry:AllowLoopback", "false"),
            ("Registry:AllowedNetworks", "127.0.0.0/8"),
            ("Registry:Username", "map"),
            ("Registry:Password", "visitor"),
            ("Registry:ModulePassword", "mischief"),
        ];
        await using var other = await MapHost.StartAsync(databases[1], [.. closed, ("Registry:AllowLoopback", "true")]);
        await using var first = await MapHost.StartAsync(
            databases[0],
            [.. closed, ("Registry:AllowLoopback", "true"), ("Registry:Peers", other.Address.ToString())]
        );
        using var visitor = first.Stranger("map:visitor");

        (await Wands.RegisterAsync(visitor, Wands.Json("w1"), replicated: true)).ShouldBe(HttpStatusCode.NoContent);

        await SeenAsync(other, "w1");
    }

    private static ServiceInstance? Find(MapHost host, string id) =>
        host.Services.GetRequiredService<IServiceDirectory>().Current.Instances.FirstOrDefault(i => i.InstanceId == id);

    private static Task SeenAsync(MapHost host, string id) => Eventually.Async(() => Find(host, id) is not null, $"{id} at the peer");

    private sealed class Databases(List<TestDatabase> all) : IAsyncDisposable
    {
        public TestDatabase this[int at] => all[at];

        public static async Task<Databases> CreateAsync(int count)
        {
            List<TestDatabase> all = [];
            for (var i = 0; i < count; i++)
            {
                all.Add(await MapHost.CreateDatabaseAsync());
            }

            return new Databases(all);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var database in all)
            {
                await database.DisposeAsync();
            }
        }
    }
}
