using System.Net;
using System.Text.Json;
using LeakyCauldron.Registry.Domain;
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
        var lease = items[0].GetProperty("lease");
        lease.GetProperty("durationSeconds").GetInt32().ShouldBe(90);
        (lease.GetProperty("expiresAt").GetDateTimeOffset() - lease.GetProperty("renewedAt").GetDateTimeOffset()).ShouldBe(Lease.Duration);
    }

    [Fact]
    public async Task Hosts_on_one_database_know_each_other_and_one_that_stops_is_gone_at_once()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var one = await MapHost.StartAsync(database);
        using var staff = one.Client("staff");
        await using (var two = await MapHost.StartAsync(database))
        {
            await Eventually.Async(async () => (await ItemsAsync(staff)).Count == 4, "two hosts with two modules each");
        }

        (await ItemsAsync(staff)).Select(i => i.GetProperty("port").GetInt32()).ShouldBe([one.Address.Port, one.Address.Port]);
    }

    [Fact]
    public async Task An_instance_that_is_not_heard_of_for_a_lease_is_hidden_and_then_forgotten()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database);
        using var staff = host.Client("staff");
        var instances = host.Services.GetRequiredService<InstanceTable>();
        var lost = new ProcessAddress("10.0.0.9", 8080);
        await instances.RenewAsync(["orders"], lost, InstanceStatus.Up, CancellationToken.None);
        await Eventually.Async(async () => (await ItemsAsync(staff)).Count == 3, "the three instances");

        await ExpireAsync(host, "orders");
        (await ItemsAsync(staff)).Select(i => i.GetProperty("module").GetString()).ShouldNotContain("orders");
        await instances.RenewAsync(["orders"], lost, InstanceStatus.Up, CancellationToken.None);
        (await ItemsAsync(staff)).Count.ShouldBe(3);

        await ExpireAsync(host, "orders");
        (await instances.EvictAsync(CancellationToken.None)).ShouldBe(1);
        (await instances.EvictAsync(CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task Instances_are_for_staff()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database);
        using var shopper = host.Client("shopper");
        using var stranger = new HttpClient();

        (await shopper.GetAsync("admin/registry/instances")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetAsync(new Uri(host.Address, "/api/v1/admin/registry/instances"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task ExpireAsync(MapHost host, string module)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        await db.Instances.Where(i => i.Module == module).ExecuteUpdateAsync(set => set.SetProperty(i => i.ExpiresAt, DateTimeOffset.UnixEpoch));
    }

    private static async Task<IReadOnlyList<string?>> StatusesAsync(HttpClient staff) =>
        [.. (await ItemsAsync(staff)).Select(i => i.GetProperty("status").GetString())];

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(HttpClient staff)
    {
        var json = await staff.GetStringAsync("admin/registry/instances");
        return [.. JsonElement.Parse(json).GetProperty("items").EnumerateArray()];
    }
}
