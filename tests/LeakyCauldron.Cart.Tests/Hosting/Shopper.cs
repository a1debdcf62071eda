using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeakyCauldron.Cart.Tests.Hosting;

/// <summary>An answer, with its body as JSON.</summary>
public sealed record Answer(HttpStatusCode Status, JsonNode Body, HttpResponseMessage Response)
{
    public string? Etag => Response.Headers.ETag?.ToString();

    public Guid Id => (Guid)Body["id"]!;

    public string? Code => (string?)Body["code"];

    public long Version => (long)Body["version"]!;

    public JsonArray Items => Body["items"]!.AsArray();

    public long Total(string of) => (long)Body["totals"]![of]!["amount"]!;

    public string[] Warnings => [.. Body["warnings"]!.AsArray().Select(w => (string)w!["code"]!)];

    public string[] Requirements => [.. Body["requirements"]!.AsArray().Select(r => (string)r!)];

    public Answer ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Body.ToJsonString());
        return this;
    }

    public Answer ShouldBeProblem(HttpStatusCode status, string code)
    {
        Status.ShouldBe(status, Body.ToJsonString());
        Code.ShouldBe(code);
        return this;
    }
}

/// <summary>Somebody with a cart.</summary>
public sealed class Shopper(CartHost host, HttpClient http, Guid? userId)
{
    public static readonly object London = new
    {
        name = "Mrs Figg",
        line1 = "12 Diagon Alley",
        city = "London",
        postalCode = "WC2H 0AA",
        country = "GB",
    };

    public Guid? UserId => userId;

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = body is string text
                ? new StringContent(text, System.Text.Encoding.UTF8, "application/json")
                : JsonContent.Create(body, options: JsonSerializerOptions.Web);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var json = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(response.StatusCode, json.StartsWith('{') ? JsonNode.Parse(json)! : new JsonObject { ["raw"] = json }, response);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<Guid> NewCartAsync(string? currency = null) => (await PostAsync("carts", new { currency })).ShouldBe(HttpStatusCode.Created).Id;

    public Task<Answer> AddAsync(Guid cart, Guid variant, int quantity = 1) =>
        PostAsync($"carts/{cart}/items", new { variantId = variant, quantity });

    /// <summary>A cart with one unit that could be ordered as it is.</summary>
    public async Task<Guid> ReadyCartAsync(long price = 1000, int? stock = null)
    {
        var cart = await NewCartAsync();
        (await AddAsync(cart, host.Shelf.Put(price, stock).VariantId)).ShouldBe(HttpStatusCode.OK);
        await ShipAsync(cart);
        return cart;
    }

    public async Task ShipAsync(Guid cart)
    {
        (await PutAsync($"carts/{cart}/address", new { shipping = London })).ShouldBe(HttpStatusCode.OK);
        (await PutAsync($"carts/{cart}/shipping-method", new { code = "owl-post" })).ShouldBe(HttpStatusCode.OK);
    }
}
