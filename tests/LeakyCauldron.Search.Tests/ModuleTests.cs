using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Search.Elastic;
using LeakyCauldron.Search.Embedded;
using LeakyCauldron.Search.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Search.Tests;

public sealed class ModuleTests
{
    [Fact]
    public void The_address_of_a_cluster_decides_which_engine_is_used()
    {
        EngineWith([]).ShouldBe(typeof(EmbeddedEngine));
        EngineWith(("Elasticsearch:Url", " ")).ShouldBe(typeof(EmbeddedEngine));
        EngineWith(("Elasticsearch:Url", "http://127.0.0.1:9200")).ShouldBe(typeof(ElasticEngine));
    }

    [Fact]
    public void Each_engine_is_fed_in_its_own_way()
    {
        Of(Subscriptions([])).ShouldAllBe(s => s.Kind == SubscriptionKind.Everywhere);
        Of(Subscriptions(("Elasticsearch:Url", "http://127.0.0.1:9200"))).ShouldAllBe(s => s.Kind == SubscriptionKind.Batches);

        static List<Subscription> Of(List<Subscription> all) => all.FindAll(s => s.Topic == "catalog.events");
    }

    [Theory]
    [InlineData("search")]
    [InlineData("ftp://search:9200")]
    [InlineData("http://")]
    [InlineData("https://search:9200/?pretty")]
    [InlineData("9200")]
    public void An_address_that_is_none_stops_the_start(string url) =>
        Should.Throw<InvalidStartException>(() => EngineWith(("Elasticsearch:Url", url))).Message.ShouldStartWith("Elasticsearch__Url must be");

    [Theory]
    [InlineData("Elasticsearch:Index", "Products!", "Elasticsearch__Index")]
    [InlineData("Elasticsearch:Index", "../_all", "Elasticsearch__Index")]
    [InlineData("Elasticsearch:ApiKey", "two\nlines", "Elasticsearch__ApiKey")]
    public void Other_settings_are_checked_too(string name, string value, string told) =>
        Should
            .Throw<InvalidStartException>(() => EngineWith(("Elasticsearch:Url", "http://127.0.0.1:9200"), (name, value)))
            .Message.ShouldStartWith(told);

    [Fact]
    public void Credentials_are_taken_out_of_the_address_and_not_repeated()
    {
        var settings = ElasticSettings.Read(Settings(("Elasticsearch:Url", "https://tom:alo%40mora@search.example:9200/es")));
        settings.Address.ToString().ShouldBe("https://search.example:9200/es/");
        settings.Authorization!.ToString().ShouldBe("Basic " + Convert.ToBase64String("tom:alo@mora"u8));
        var refused = Should.Throw<InvalidStartException>(() =>
            ElasticSettings.Read(Settings(("Elasticsearch:Url", "https://tom:secret@host:9200"), ("Elasticsearch:ApiKey", "hidden")))
        );
        refused.Message.ShouldNotContain("secret");
        refused.Message.ShouldNotContain("hidden");
        ElasticSettings
            .Read(Settings(("Elasticsearch:Url", "https://host"), ("Elasticsearch:ApiKey", "a2V5")))
            .Authorization!.ToString()
            .ShouldBe("ApiKey a2V5");
    }

    private static Type? EngineWith(params (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddModules(Settings(settings), [new SearchModule()]);
        return services.Any(s => s.ServiceType == typeof(EmbeddedEngine))
            ? typeof(EmbeddedEngine)
            : services.Single(s => s.ServiceType == typeof(ISearchEngine)).ImplementationType;
    }

    private static List<Subscription> Subscriptions(params (string Name, string Value)[] settings) =>
        new ServiceCollection().AddModules(Settings(settings), [new SearchModule()]).Subscriptions;

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value)).Build();
}
