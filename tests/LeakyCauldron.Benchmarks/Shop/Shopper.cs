using System.Text;
using System.Text.Json.Nodes;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>One guest on one connection.</summary>
internal sealed class Shopper(RawClient http)
{
    private const string Address =
        """{"shipping":{"name":"Neville Longbottom","line1":"7 Greenhouse Lane","city":"London","postalCode":"N1 1AA","country":"GB"}}""";

    public static byte[] Add(string cart, string sku) =>
        RawClient.Request("POST", $"/api/v1/carts/{cart}/items", $$"""{ "sku": "{{sku}}", "quantity": 1 }""");

    public string NewCart() => Call("POST", "/api/v1/carts", "{}")["id"]!.GetValue<string>();

    /// <summary>Four calls: a cart with a line, an address and a way of shipping; then it can be ordered with the fifth.</summary>
    public byte[] ReadyToOrder(string sku)
    {
        var cart = NewCart();
        Demand(http.Send(Add(cart, sku)));
        Call("PUT", $"/api/v1/carts/{cart}/address", Address);
        _method ??= Call("GET", $"/api/v1/carts/{cart}/shipping-methods", null)["items"]![0]!["code"]!.GetValue<string>();
        Call("PUT", $"/api/v1/carts/{cart}/shipping-method", $$"""{ "code": "{{_method}}" }""");
        return RawClient.Request(
            "POST",
            "/api/v1/orders",
            $$"""{ "cartId": "{{cart}}", "email": "neville@leaky.test", "payment": { "method": "gringotts", "token": "tok_ok" } }""",
            ("Idempotency-Key", Guid.CreateVersion7().ToString())
        );
    }

    private static string? _method;

    private JsonNode Call(string method, string path, string? json)
    {
        Demand(http.Send(RawClient.Request(method, path, json)));
        return JsonNode.Parse(http.Body)!;
    }

    private void Demand(int status)
    {
        if (status is < 200 or > 299)
        {
            throw new InvalidOperationException($"Answered with {status}: {Encoding.UTF8.GetString(http.Body)}");
        }
    }
}
