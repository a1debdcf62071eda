using System.Net;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Registry.Tests;

/// <summary>What the registry finds out by itself: who is ill, and when it is rather the network.</summary>
public sealed class HealthCheckTests
{
    [Fact]
    public async Task An_instance_that_says_it_is_up_and_answers_500_is_taken_down_until_it_is_well()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database, ("Registry:HealthCheckSeconds", "0.1"));
        await using var service = new Service();
        await service.StartAsync();
        using var client = host.Stranger(null);
        // A name that leads elsewhere is not followed: the check goes to the address that registered.
        var registration = Wands.Json("w1", service.Port, health: $"http://elsewhere.invalid:{service.Port}/health?deep=1");
        (await Wands.RegisterAsync(client, registration)).ShouldBe(HttpStatusCode.NoContent);
        var directory = host.Services.GetRequiredService<IServiceDirectory>();
        await Eventually.Async(() => service.Asked.Contains("/health?deep=1"), "the check");
        directory.Current.UpOf("wands").Count.ShouldBe(1);

        service.Status = 503;
        await Eventually.Async(() => directory.Current.UpOf("wands").Count == 0, "the ill one to get no requests");
        using var staff = host.Client("staff");
        var listed = JsonElement.Parse(await staff.GetStringAsync("admin/registry/instances")).GetProperty("items").EnumerateArray();
        var ill = listed.Single(i => i.GetProperty("module").GetString() == "wands");
        ill.GetProperty("ill").GetString().ShouldBe("answers 503");
        ill.GetProperty("status").GetString().ShouldBe("down");

        service.Status = 404;
        await Eventually.Async(() => directory.Current.UpOf("wands").Count == 1, "it to be well again");
    }

    [Fact]
    public async Task One_that_refuses_connections_is_ill_however_often_it_renews()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database, ("Registry:HealthCheckSeconds", "0.1"));
        using var client = host.Stranger(null);
        (await Wands.RegisterAsync(client, Wands.Json("w1", port: 1, health: "http://127.0.0.1:1/"))).ShouldBe(HttpStatusCode.NoContent);
        var directory = host.Services.GetRequiredService<IServiceDirectory>();

        await Eventually.Async(
            async () =>
            {
                (await client.PutAsync("eureka/apps/wands/w1?status=UP", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
                return directory.Current.Instances.Any(i => i.InstanceId == "w1" && i.Status == ServiceStatus.Down);
            },
            "it to be down"
        );
    }

    [Fact]
    public async Task When_many_fall_silent_at_once_they_are_kept_and_when_few_do_they_are_not()
    {
        await using var database = await MapHost.CreateDatabaseAsync();
        await using var host = await MapHost.StartAsync(database, ("Registry:HealthCheckSeconds", "0"));
        using var client = host.Stranger(null);
        for (var i = 0; i < 12; i++)
        {
            (await Wands.RegisterAsync(client, Wands.Json($"w{i}", 9100 + i))).ShouldBe(HttpStatusCode.NoContent);
        }

        var evictions = host.Services.GetRequiredService<Evictions>();
        await SilenceAsync(host, 6);
        (await evictions.EvictAsync(CancellationToken.None)).ShouldBe(0);
        evictions.Preserving.ShouldBeTrue();

        for (var i = 0; i < 5; i++)
        {
            (await client.PutAsync($"eureka/apps/wands/w{i}", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.Async(
            async () =>
            {
                await evictions.EvictAsync(CancellationToken.None);
                return (await client.GetAsync("eureka/apps/wands/w5")).StatusCode == HttpStatusCode.NotFound;
            },
            "the one that stays silent to be forgotten"
        );
        evictions.Preserving.ShouldBeFalse();
        using var staff = host.Client("staff");
        var history = JsonElement.Parse(await staff.GetStringAsync("admin/registry/history?limit=1")).GetProperty("items")[0];
        history.GetProperty("kind").GetString().ShouldBe("expired");
        history.GetProperty("instanceId").GetString().ShouldBe("w5");
        (await staff.GetAsync("admin/registry/history?limit=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task SilenceAsync(MapHost host, int count)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(i => $"w{i}")];
        await using var scope = host.Services.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<RegistryDbContext>()
            .Instances.Where(i => ids.Contains(i.InstanceId))
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.ExpiresAt, i => i.RegisteredAt));
    }

    /// <summary>A foreign service that is as ill as it is told.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private readonly WebApplication _app;

        public Service()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.Run(http =>
            {
                Asked.Enqueue(http.Request.Path + http.Request.QueryString);
                http.Response.StatusCode = Status;
                return Task.CompletedTask;
            });
        }

        public int Status { get; set; } = 200;

        public System.Collections.Concurrent.ConcurrentQueue<string> Asked { get; } = new();

        public int Port => new Uri(_app.Urls.First()).Port;

        public Task StartAsync() => _app.StartAsync();

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
