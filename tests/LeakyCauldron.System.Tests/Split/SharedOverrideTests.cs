using System.Net;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>What an operator says of a route at one host is so at all.</summary>
[Collection(nameof(TwoHosts))]
public sealed class SharedOverrideTests(TwoHosts shop)
{
    [Fact]
    public async Task An_override_set_at_one_host_is_in_force_at_the_other_and_is_taken_back_there()
    {
        var (one, two) = (await shop.AdminOf(0), await shop.AdminOf(1));

        (await one.Put("/admin/routes", new { module = "search", target = "remote" })).Is(HttpStatusCode.NoContent);

        await Eventually.Async(async () => await TargetAsync(two) == "remote", "the other host to have heard");
        foreach (var host in new[] { one, two })
        {
            // Both forward to the other, who serves what was forwarded to it: nothing runs in a circle.
            (await host.Get("/search/products?q=wand")).Is(HttpStatusCode.OK);
        }

        (await two.Send(HttpMethod.Delete, "/admin/routes?module=search", null)).Is(HttpStatusCode.NoContent);
        await Eventually.Async(async () => await TargetAsync(one) == "local", "the first host to have heard");
        (await one.Get("/search/products?q=wand")).Is(HttpStatusCode.OK);
    }

    private static async Task<string?> TargetAsync(ShopClient admin) =>
        (await admin.Get("/admin/routes"))["items"]
            .AsArray()
            .Single(r => r!["kind"]!.GetValue<string>() == "module" && r["module"]!.GetValue<string>() == "search")!["target"]!.GetValue<string>();
}
