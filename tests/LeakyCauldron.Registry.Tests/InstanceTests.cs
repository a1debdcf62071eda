using System.Net;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Registry.Tests;

public sealed class InstanceTests
{
    [Fact]
    public async Task A_host_registers_for_each_of_its_modules_and_is_up_once_it_is_ready()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database);
        using var staff = host.Client("staff");
        await Eventually.Async(async () => (await StatusesAsync(staff)).SequenceEqual(["starting", "starting"]), "two modules to be starting");

        host.MarkReady();

        await Eventually.Async(async () => (await StatusesAsync(staff)).SequenceEqual(["up", "up"]), "two modules to be up");
        var items = await ItemsAsync(staff);
        items.Select(i => i.GetProperty("module").GetString()).ShouldBe(["honeydukes", "registry"]);
        items[0].GetProperty("instanceId").GetString().ShouldBe($"127.0.0.1:honeydukes:{host.Address.Port}");
        items[0].GetProperty("host").GetString().ShouldBe("127.0.0.1");
        items[0].GetProperty("port").GetInt32().ShouldBe(host.Address.Port);
        items[0].GetProperty("foreign").GetBoolean().ShouldBeFalse();
        var lease = items[0].GetProperty("lease");
        lease.GetProperty("durationSeconds").GetInt32().ShouldBe(90);
        (lease.GetProperty("expiresAt").GetDateTimeOffset() - lease.GetProperty("renewedAt").GetDateTimeOffset()).ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Hosts_on_one_database_know_each_other_and_one_that_stops_is_gone_at_once()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var one = await MapHost.StartAsync(database);
        using var staff = one.Client("staff");
        var directory = one.Services.GetRequiredService<IServiceDirectory>();
        await using (var two = await MapHost.StartAsync(database))
        {
            await Eventually.Async(async () => (await ItemsAsync(staff)).Count == 4, "two hosts with two modules each");
            await Eventually.Async(() => directory.Current.Instances.Count == 4, "the directory to have them too");
            var key = two.Services.GetRequiredService<ProcessIdentity>();
            directory.Current.Instances.ShouldContain(i => i.Metadata[ServiceMetadata.ServiceKey] == key.PublicKey);
        }

        (await ItemsAsync(staff)).Select(i => i.GetProperty("port").GetInt32()).ShouldBe([one.Address.Port, one.Address.Port]);
        await Eventually.Async(() => directory.Current.Instances.Count == 2, "the directory to have lost the one that stopped");
    }

    [Fact]
    public async Task A_process_without_the_registry_registers_over_http_and_follows_the_directory()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database);
        await using (var other = await MapHost.StartRemoteAsync(database, host.Address.ToString()))
        {
            var here = host.Services.GetRequiredService<IServiceDirectory>();
            var there = other.Services.GetRequiredService<IServiceDirectory>();
            await Eventually.Async(() => here.Current.Instances.Count == 3, "the other process's module at the registry");
            await Eventually.Async(() => there.Current.Instances.Count == 3, "all modules at the other process");
            here.Current.UpOf("honeydukes").ShouldBeEmpty();

            other.MarkReady();

            await Eventually.Async(() => here.Current.UpOf("honeydukes").Count == 1, "the other process to be up");
            here.Current.UpOf("honeydukes")[0].Address.Port.ShouldBe(other.Address.Port);
        }

        var left = host.Services.GetRequiredService<IServiceDirectory>();
        await Eventually.Async(() => left.Current.Instances.Count == 2, "the registry to be alone again");
    }

    [Fact]
    public async Task The_last_copy_stays_in_force_while_the_registry_is_away_and_a_peer_takes_over()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        var first = await MapHost.StartAsync(database);
        await using var second = await MapHost.StartAsync(database);
        await using var other = await MapHost.StartRemoteAsync(database, $"{first.Address}, {second.Address}eureka");
        var there = other.Services.GetRequiredService<IServiceDirectory>();
        await Eventually.Async(() => there.Current.Instances.Count == 5, "everything at the other process");

        await first.DisposeAsync();

        await Eventually.Async(() => there.Current.Instances.Count == 3, "the peer to say that the first is gone");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("map:wrong", HttpStatusCode.Unauthorized)]
    [InlineData("map:visitor", HttpStatusCode.Forbidden)]
    [InlineData("map:mischief", HttpStatusCode.OK)]
    public async Task The_directory_is_for_the_shops_own_processes(string? credentials, HttpStatusCode expected)
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(
            database,
            ("Registry:AllowLoopback", "false"),
            ("Registry:Username", "map"),
            ("Registry:Password", "visitor"),
            ("Registry:ModulePassword", "mischief")
        );
        using var client = host.Stranger(credentials);

        (await client.GetAsync("eureka/directory")).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_forwarded_caller_on_loopback_needs_credentials()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database);
        using var client = host.Stranger(null);
        (await client.GetAsync("eureka/directory")).StatusCode.ShouldBe(HttpStatusCode.OK);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        (await client.GetAsync("eureka/directory")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_instance_that_is_not_heard_of_for_a_lease_is_forgotten()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database);
        using var staff = host.Client("staff");
        var lost = new ServiceInstance("orders", "10.0.0.9:orders:8080", new Uri("http://10.0.0.9:8080"), ServiceStatus.Up, Empty);
        await host.Services.GetRequiredService<ProcessTable>().RenewAsync(Guid.CreateVersion7(), [lost], CancellationToken.None);
        await Eventually.Async(async () => (await ItemsAsync(staff)).Count == 3, "the three instances");

        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        await db.Instances.Where(i => i.App == "orders").ExecuteUpdateAsync(set => set.SetProperty(i => i.ExpiresAt, DateTimeOffset.UnixEpoch));

        await Eventually.Async(async () => (await ItemsAsync(staff)).Count == 2, "the lost one to be forgotten");
        var directory = host.Services.GetRequiredService<IServiceDirectory>();
        await Eventually.Async(() => directory.Current.UpOf("orders").Count == 0, "the directory to forget it");
    }

    [Fact]
    public async Task Instances_are_for_staff_and_removing_one_for_admins()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database);
        using var shopper = host.Client("shopper");
        using var staff = host.Client("staff");
        using var admin = host.Client("admin");
        using var stranger = new HttpClient();

        (await shopper.GetAsync("admin/registry/instances")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetAsync(new Uri(host.Address, "/api/v1/admin/registry/instances"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await Eventually.Async(async () => (await ItemsAsync(staff)).Count == 2, "the host's instances");
        var path = $"admin/registry/instances/honeydukes/127.0.0.1:honeydukes:{host.Address.Port}";
        (await staff.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await admin.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Dictionary<string, string> Empty { get; } = [];

    private static async Task<IReadOnlyList<string?>> StatusesAsync(HttpClient staff) =>
        [.. (await ItemsAsync(staff)).Select(i => i.GetProperty("status").GetString())];

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(HttpClient staff)
    {
        var json = await staff.GetStringAsync("admin/registry/instances");
        return [.. JsonElement.Parse(json).GetProperty("items").EnumerateArray()];
    }
}
