using System.Net;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>Steps that several journeys share.</summary>
internal static class Journey
{
    public static readonly object Address = new
    {
        name = "Neville Longbottom",
        line1 = "7 Greenhouse Lane",
        city = "London",
        postalCode = "N1 1AA",
        country = "GB",
    };

    /// <summary>A product made for one test, with so many units, once it can be found.</summary>
    public static async Task<string> NewProduct(Topology shop, int units, string price = "12.50")
    {
        var sku = $"T-{Guid.CreateVersion7():N}";
        var csv =
            "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping,Variant Taxable\n"
            + $"{sku.ToLowerInvariant()},Remembrall {sku},<p>It remembers</p>,Longbottom,Charms,test,true,{sku},120,shopify,{units},deny,{price},true,true\n";
        var staff = await shop.Staff();
        var import = await staff.Post(
            "/catalog/imports",
            new StringContent(csv, new global::System.Net.Http.Headers.MediaTypeHeaderValue("text/csv"))
        );
        import.Is(HttpStatusCode.Accepted);
        await Eventually.Async(
            async () => (await staff.Get($"/catalog/imports/{import["importId"]}"))["status"].GetValue<string>() == "completed",
            "the import to complete"
        );
        return sku;
    }

    public static async Task<int> Available(Topology shop, string sku) =>
        (await (await shop.Staff()).Get($"/catalog/stock/{sku}"))["available"].GetValue<int>();

    /// <summary>A cart with one line, an address and a shipping method: ready to order.</summary>
    public static async Task<JsonNode> ReadyCart(ShopClient client, string sku, int quantity = 1)
    {
        var id = (await client.Post("/carts", new { })).Is(HttpStatusCode.Created)["id"].GetValue<string>();
        (await client.Post($"/carts/{id}/items", new { sku, quantity })).Is(HttpStatusCode.OK);
        return await Ready(client, id);
    }

    public static async Task<JsonNode> Ready(ShopClient client, string id)
    {
        (await client.Put($"/carts/{id}/address", new { shipping = Address })).Is(HttpStatusCode.OK);
        var methods = (await client.Get($"/carts/{id}/shipping-methods")).Is(HttpStatusCode.OK)["items"].AsArray();
        methods.Count.ShouldBeGreaterThan(0);
        var cart = (await client.Put($"/carts/{id}/shipping-method", new { code = methods[0]!["code"]!.GetValue<string>() })).Is(HttpStatusCode.OK);
        cart["requirements"].AsArray().ShouldBeEmpty();
        return cart.Json!;
    }

    public static Task<Answer> Order(ShopClient client, JsonNode cart, string token, string? key = null, string? email = null) =>
        client.Post(
            "/orders",
            new
            {
                cartId = cart["id"]!.GetValue<string>(),
                email,
                expectedTotal = new
                {
                    amount = cart["totals"]!["total"]!["amount"]!.GetValue<long>(),
                    currency = cart["totals"]!["total"]!["currency"]!.GetValue<string>(),
                },
                payment = new { method = "gringotts", token },
            },
            key ?? Guid.CreateVersion7().ToString()
        );
}
