using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Search.Elastic;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Indexing;
using LeakyCauldron.Search.Integration;
using LeakyCauldron.Search.Tests.Indexing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeakyCauldron.Search.Tests.Elastic;

/// <summary>How hosts come to one index of their shop.</summary>
public sealed class OpeningTests
{
    private const string First = "leaky-products-000001";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly Shelf _shelf = new();

    [Fact]
    public async Task A_new_index_is_filled_from_the_catalogue_and_then_from_events()
    {
        await using var index = await ElasticIndex.Empty();
        var wand = Products.Make("Wand");
        _shelf.Put(wand);
        await using var host = Host(index);
        await OpenAsync(host);
        _shelf.Put(Products.Make("Broom"));
        _shelf.Sell(wand);
        await ConsumeAsync(host);
        index.Pass(TimeSpan.FromSeconds(1));
        (await index.Titles()).ShouldBe(["Broom", "Wand"]);
        (await index.Titles("", q => q with { InStock = false })).ShouldBe(["Wand"]);
    }

    [Fact]
    public async Task An_index_that_is_there_is_used()
    {
        var wand = Products.Make("Wand");
        _shelf.Put(wand);
        await using var index = await ElasticIndex.Of(wand);
        await using var host = Host(index);
        await OpenAsync(host);
        index.Server.With(c => c.Names.Single()).ShouldBe(First);
    }

    [Fact]
    public async Task An_index_of_another_shop_or_of_an_older_schema_is_replaced()
    {
        _shelf.Put(Products.Make("Broom"));
        await using var index = await ElasticIndex.Of(Products.Make("Wand"));
        await using var host = Host(index);
        await OpenAsync(host);
        index.Server.With(c => c.Names.Single()).ShouldBe("leaky-products-000002");
        (await index.Titles()).ShouldBe(["Broom"]);

        index.Server.With(c => c.All.Single().Mapping.Meta = new JsonObject { ["schema"] = 0, ["beat"] = 0 });
        await using var newer = Host(index);
        await OpenAsync(newer);
        index.Server.With(c => c.Names.Single()).ShouldBe("leaky-products-000003");
    }

    [Fact]
    public async Task Indexes_of_another_shop_whose_name_begins_alike_are_left_alone()
    {
        await using var index = await ElasticIndex.Of(Products.Make("Wand"));
        index.Server.With(c =>
        {
            c.Create("leaky-products-eu-000007", new JsonObject { ["mappings"] = new JsonObject { ["properties"] = new JsonObject() } });
            return true;
        });
        await index.RebuildAsync(Products.Make("Broom"));
        index.Server.With(c => c.Names.ToList()).ShouldBe(["leaky-products-000002", "leaky-products-eu-000007"]);
    }

    [Fact]
    public async Task Of_two_hosts_one_fills_the_index_and_the_other_waits()
    {
        for (var i = 0; i < 50; i++)
        {
            _shelf.Put(Products.Make($"Wand {i}"));
        }

        await using var index = await ElasticIndex.Empty();
        await using var one = Host(index);
        await using var other = Host(index);
        await Task.WhenAll(OpenAsync(one), OpenAsync(other));
        index.Server.With(c => c.Names.Single()).ShouldBe(First);
        (await index.Search()).Total.ShouldBe(50);
    }

    [Fact]
    public async Task An_index_that_a_dead_host_left_half_filled_is_taken_away()
    {
        _shelf.Put(Products.Make("Wand"));
        await using var index = await ElasticIndex.Empty();
        var dead = await index.Engine.BeginRebuildAsync(None);
        await dead.AddAsync([Products.Make("Half").At(1)], None);
        await using var host = Host(index);
        var opening = OpenAsync(host);
        await Eventually.Async(
            () =>
            {
                index.Pass(TimeSpan.FromSeconds(31));
                return opening.IsCompleted;
            },
            "the half-filled index is given up"
        );
        await opening;
        index.Server.With(c => c.Names.Count()).ShouldBe(1);
        (await index.Titles()).ShouldBe(["Wand"]);

        // Should it not be dead after all, it cannot put its own in use.
        await Should.ThrowAsync<Exception>(() => dead.PublishAsync(TestIndex.Position(0), None));
        (await index.Titles()).ShouldBe(["Wand"]);
    }

    [Fact]
    public async Task While_the_cluster_is_away_the_host_is_not_ready_and_says_why()
    {
        _shelf.Put(Products.Make("Wand"));
        await using var index = await ElasticIndex.Empty();
        await using var host = Host(index);
        index.Server.Fault = _ => 503;
        var opening = OpenAsync(host);
        (await HealthAsync(host)).Status.ShouldBe(HealthStatus.Unhealthy);
        opening.IsCompleted.ShouldBeFalse();
        index.Server.Fault = _ => null;
        await opening;
        (await HealthAsync(host)).Status.ShouldBe(HealthStatus.Healthy);
        index.Server.Fault = _ => 503;
        var later = await HealthAsync(host);
        later.Status.ShouldBe(HealthStatus.Degraded);
        later.Description!.ShouldContain("Elasticsearch");
    }

    private ServiceProvider Host(ElasticIndex index) =>
        index.Connect(more: services =>
            services
                .AddSingleton<IEventTransport>(_shelf)
                .AddSingleton<IModuleClient>(_shelf)
                .AddSingleton<IndexState>()
                .AddSingleton<IndexCatalogEvents>()
                .AddSingleton<ElasticHealth>()
                .AddScoped<IndexRebuilder>()
                .AddScoped<OpenElasticIndex>()
        );

    private static async Task OpenAsync(ServiceProvider host)
    {
        await using var scope = host.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<OpenElasticIndex>().RunAsync(None);
    }

    private async Task ConsumeAsync(ServiceProvider host) =>
        await host.GetRequiredService<IndexCatalogEvents>().HandleAsync([.. _shelf.Log, .. _shelf.Log], None);

    private static Task<HealthCheckResult> HealthAsync(ServiceProvider host) =>
        host.GetRequiredService<ElasticHealth>().CheckHealthAsync(new HealthCheckContext(), None);
}
