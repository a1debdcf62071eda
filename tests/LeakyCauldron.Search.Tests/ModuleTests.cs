using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Search.Tests;

public sealed class ModuleTests
{
    [Fact]
    public void A_setting_for_an_engine_that_is_not_there_stops_the_start()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Elasticsearch:Url"] = "http://127.0.0.1:9200" })
            .Build();
        Should
            .Throw<InvalidStartException>(() => new ServiceCollection().AddModules(configuration, [new SearchModule()]))
            .Message.ShouldContain("Elasticsearch__Url");
    }
}
