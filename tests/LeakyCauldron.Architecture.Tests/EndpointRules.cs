using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Host;
using LeakyCauldron.Host.Http.Admin;
using LeakyCauldron.Host.Routing;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Architecture.Tests;

public sealed class EndpointRules
{
    [Fact]
    public void Every_endpoint_has_a_name_a_summary_and_a_policy()
    {
        static IEnumerable<string> Undescribed(RouteEndpoint e)
        {
            var route = $"{e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0]} {e.RoutePattern.RawText}";
            if (e.Metadata.GetMetadata<IAuthorizeData>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            {
                yield return $"{route} has neither a policy nor an anonymous mark";
            }

            // What processes say to each other is no part of the public surface.
            if (e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not null)
            {
                yield break;
            }

            if (
                e.Metadata.GetMetadata<IEndpointNameMetadata>() is null
                || e.Metadata.GetMetadata<IEndpointSummaryMetadata>() is null
                || e.Metadata.GetMetadata<ITagsMetadata>() is null
            )
            {
                yield return $"{route} lacks an operation id, a summary or a tag";
            }
        }

        Verdict.Holds(Verdict.Over(Shop.Value.Endpoints, Undescribed), Verdict.Over([Planted("/orphans", [])], Undescribed));
    }

    [Fact]
    public void Operation_ids_are_unique() =>
        Verdict.Holds(
            Twice(Shop.Value.Endpoints),
            Twice([Planted("/a", [new EndpointNameMetadata("x")]), Planted("/b", [new EndpointNameMetadata("x")])])
        );

    [Fact]
    public void Staff_routes_ask_for_staff()
    {
        static IEnumerable<string> Open(RouteEndpoint e) =>
            e.RoutePattern.RawText!.Contains("/admin/", StringComparison.Ordinal)
            && e.Metadata.GetMetadata<IAuthorizeData>()?.Policy is not (Policies.Staff or Policies.Admin)
                ? [$"{e.RoutePattern.RawText} is open to shoppers"]
                : [];
        Verdict.Holds(Verdict.Over(Shop.Value.Endpoints, Open), Verdict.Over([Planted("/api/v1/admin/secrets", [])], Open));
    }

    [Fact]
    public void The_modules_fit_together() =>
        StartCheck.Findings(Shop.Value.Model, Shop.Value.Services, Shop.Value.Endpoints, Shop.Value.Configuration).ShouldBeEmpty();

    [Fact]
    public void A_module_that_is_away_without_a_route_stops_the_start()
    {
        var shop = ShopModel.Build("*,-catalog,-registry");
        StartCheck
            .Findings(shop.Model, shop.Services, shop.Endpoints, shop.Configuration)
            .ShouldContain(f => f.StartsWith("catalog.get-variants.v1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("orders,divination")]
    [InlineData("orders,-orders")]
    public void A_wrong_module_setting_stops_the_start(string setting) => Should.Throw<InvalidStartException>(() => ShopModel.Build(setting));

    /// <summary>A new module keeps something about people until it is shown that it does not.</summary>
    [Fact]
    public void Every_module_tells_and_forgets_what_it_keeps_about_people()
    {
        static IEnumerable<string> Silent(string module)
        {
            if (!Shop.Value.Services.Any(s => s.IsKeyedService && s.ServiceType == typeof(IPersonalData) && Equals(s.ServiceKey, module)))
            {
                yield return $"{module} tells nobody what it keeps";
            }

            // Identity is where the erasure begins.
            if (module != "identity" && !Shop.Value.Model.Subscriptions.Exists(s => s.Module == module && s.WireName == "identity.person-erased.v1"))
            {
                yield return $"{module} does not forget";
            }
        }

        var modules = Shop.Value.Model.Modules.Select(m => m.Name).Except(KnownGaps.WithoutPeople);
        Verdict.Holds(Verdict.Over(modules, Silent), Verdict.Over(["registry"], Silent));
    }

    [Fact]
    public void Every_pipeline_step_is_registered_once() =>
        Shop
            .Value.Services.Where(s => s.ServiceType == typeof(IPipelineBehavior<,>))
            .Select(s => s.ImplementationType!.Name)
            .ShouldBe(["TraceBehavior`2", "ValidationBehavior`2", "UnitOfWorkBehavior`2"]);

    private static Lazy<ShopModel> Shop { get; } = new(() => ShopModel.Build("*"));

    private static Verdict Twice(IEnumerable<RouteEndpoint> endpoints) =>
        Verdict.Over(
            endpoints.GroupBy(e => e.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName, StringComparer.Ordinal),
            g => g.Key is not null && g.Count() > 1 ? [$"{g.Key} names {g.Count()} endpoints"] : []
        );

    private static RouteEndpoint Planted(string route, object[] metadata) =>
        new(
            _ => Task.CompletedTask,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse(route),
            0,
            new EndpointMetadataCollection(metadata),
            route
        );

    /// <summary>The shop's model and routes, built as the host builds them, without a server or a database.</summary>
    private sealed record ShopModel(
        ModuleModel Model,
        IServiceCollection Services,
        IReadOnlyList<RouteEndpoint> Endpoints,
        IConfiguration Configuration
    )
    {
        public static ShopModel Build(string enabled)
        {
            var builder = WebApplication.CreateBuilder();
            builder.Configuration["Modules:Enabled"] = enabled;
            builder.Configuration["ConnectionStrings:Postgres"] = "Host=127.0.0.1;Username=nobody";
            builder.Configuration["Shop:PublicUrl"] = "http://127.0.0.1:8080";
            builder.Configuration["Shop:Currency"] = "GBP";
            builder.Configuration["DATA_DIR"] = Path.GetTempPath();
            var model = builder.Services.AddModules(builder.Configuration, HostModules.All);
            builder.Services.AddRoutingLayer(builder.Configuration, model);
            builder.Services.AddAuthorization();
            var app = builder.Build();
            app.MapModules(model);
            app.MapAdmin();
            var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();
            return new(
                model,
                builder.Services,
                [.. endpoints.Where(e => e.Metadata.GetMetadata<ModuleMetadata>() is not null)],
                builder.Configuration
            );
        }
    }
}
