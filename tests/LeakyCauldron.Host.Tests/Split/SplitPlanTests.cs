using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Split;

namespace LeakyCauldron.Host.Tests.Split;

public sealed class SplitPlanTests
{
    private static readonly string[] Known = ["cart", "orders", "registry"];

    [Fact]
    public void Without_names_all_but_the_registry_are_apart()
    {
        var plan = SplitPlan.Of([], 8080, Known);
        plan.Extracted.Select(m => m.Name).ShouldBe(["cart", "orders"]);
        plan.Host.Modules.ShouldBe(["registry"]);
        plan.Finder.ShouldBe(plan.Host);
        plan.SettingsOf(plan.Host)["Registry__AllowLoopback"].ShouldBe("true");
        plan.Extracted.ShouldAllBe(m => plan.SettingsOf(m)["Registry__Url"] == "http://127.0.0.1:8080");
    }

    [Fact]
    public void A_registry_that_is_apart_is_where_all_others_register()
    {
        var plan = SplitPlan.Of(["Registry,orders"], 8080, Known);
        var registry = plan.Extracted.Single(m => m.Name == "registry");
        plan.Finder.ShouldBe(registry);
        plan.Host.Modules.ShouldBe(["cart"]);
        plan.SettingsOf(registry).ShouldNotContainKey("Registry__Url");
        plan.All.Where(m => m != registry).ShouldAllBe(m => plan.SettingsOf(m)["Registry__Url"] == $"http://127.0.0.1:{registry.Port}");
    }

    [Theory]
    [InlineData("quidditch", "not a module")]
    [InlineData("cart,orders,registry", "has to stay")]
    public void What_cannot_be_is_said(string names, string reason) =>
        Should.Throw<InvalidStartException>(() => SplitPlan.Of([names], 8080, Known)).Message.ShouldContain(reason);
}
