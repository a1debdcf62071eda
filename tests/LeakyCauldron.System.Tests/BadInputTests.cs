using System.IO.Compression;
using System.Net;
using System.Text;

namespace LeakyCauldron.System.Tests;

/// <summary>What is wrong is refused with a stable code and changes nothing.</summary>
public abstract class BadInputTests(Topology shop)
{
    [Theory]
    [InlineData("{\"sku\": \"LC\", \"quantity\": ", 400, "malformed_json")]
    [InlineData("{\"sku\": \"LC\", \"quantity\": 1, \"price\": 1}", 400, "unknown_field")]
    [InlineData("{\"sku\": \"LC\", \"quantity\": \"one\"}", 400, "invalid_field")]
    [InlineData("{\"sku\": \"LC\", \"quantity\": 1.5}", 400, "invalid_field")]
    [InlineData("{\"sku\": \"LC\", \"quantity\": 0}", 400, "validation_failed")]
    [InlineData("{\"sku\": \"LC\", \"quantity\": -1}", 400, "validation_failed")]
    [InlineData("{\"sku\": \"LC\", \"quantity\": 1000000000}", 400, "validation_failed")]
    [InlineData("{\"sku\": \"no-such-sku\", \"quantity\": 1}", 404, "variant_not_found")]
    [InlineData("[]", 400, "invalid_field")]
    [InlineData("{\"sku\": \"LC\", \"quantity\": \"2\"}", 400, "invalid_field")]
    [InlineData("{\"sku\": \"LC\"}", 400, "missing_field")]
    [InlineData("{\"quantity\": 1}", 400, "validation_failed")]
    [InlineData("{\"variantId\": \"01890000-0000-7000-8000-000000000000\", \"quantity\": 1}", 404, "variant_not_found")]
    [InlineData("{\"variantId\": \"01890000-0000-7000-8000-000000000000\", \"sku\": \"LC\", \"quantity\": 1}", 400, "validation_failed")]
    [InlineData("{\"variantId\": \"a wand\", \"quantity\": 1}", 400, "invalid_field")]
    [InlineData("{\"sku\": \"a\\u0000b\", \"quantity\": 1}", 400, "invalid_text")]
    [InlineData("{\"sku\": \"\\ud83e\", \"quantity\": 1}", 400, "invalid_text")]
    [InlineData("{\"sku\": \"\\udc00\", \"quantity\": 1}", 400, "invalid_text")]
    [InlineData("{\"sku\": \"\\ud83e\\udd89 \\\\u0000\", \"quantity\": 1}", 404, "variant_not_found")]
    public async Task A_cart_refuses(string body, int status, string code)
    {
        var client = shop.Guest();
        var id = (await client.Post("/carts", new { })).Is(HttpStatusCode.Created)["id"];
        (await client.Post($"/carts/{id}/items", new StringContent(body, Encoding.UTF8, "application/json"))).IsProblem(status, code);
        var cart = await client.Get($"/carts/{id}");
        cart["items"].AsArray().ShouldBeEmpty();
        cart["version"].GetValue<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData("Idempotency-Key", "two words", 400, "idempotency_key_invalid")]
    [InlineData("Idempotency-Key", "clé", 400, "idempotency_key_invalid")]
    [InlineData("If-Match", "\"unclosed", 412, "precondition_failed")]
    [InlineData("If-Match", "\"99\"", 412, "precondition_failed")]
    [InlineData("If-Match", "clé", 412, "precondition_failed")]
    public async Task A_wrong_header_is_refused(string name, string value, int status, string code)
    {
        var client = shop.Guest();
        var id = (await client.Post("/carts", new { })).Is(HttpStatusCode.Created)["id"];
        (await client.Send(HttpMethod.Patch, $"/carts/{id}", new { note = "changed" }, null, (name, value))).IsProblem(status, code);
        (await client.Get($"/carts/{id}"))["version"].GetValue<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData("{\"currency\": ", HttpStatusCode.BadRequest)]
    [InlineData("{\"currency\": 1}", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.Created)]
    public async Task Every_answer_has_the_security_headers(string body, HttpStatusCode status)
    {
        using var http = new HttpClient { BaseAddress = shop.Address };
        using var answer = await http.PostAsync("/api/v1/carts", new StringContent(body, Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(status);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var client = shop.Guest();
        var id = (await client.Post("/carts", new { })).Is(HttpStatusCode.Created)["id"];
        var body = new StringContent($"{{\"sku\": \"{new string('x', 2 * 1024 * 1024)}\", \"quantity\": 1}}", Encoding.UTF8, "application/json");
        (await client.Post($"/carts/{id}/items", body)).IsProblem(413, "body_too_large");
    }

    [Fact]
    public async Task Another_media_type_is_refused()
    {
        var client = shop.Guest();
        (await client.Post("/carts", new StringContent("<cart/>", Encoding.UTF8, "application/xml"))).IsProblem(415, "unsupported_media_type");
        (await (await shop.Staff()).Post("/catalog/imports", new StringContent("{}", Encoding.UTF8, "application/json"))).IsProblem(
            415,
            "unsupported_media_type"
        );
    }

    [Theory]
    [InlineData("/nowhere", 404, "route_not_found")]
    [InlineData("/catalog/products/no-such-product", 404, "product_not_found")]
    [InlineData("/carts/01890000-0000-7000-8000-000000000000", 404, "cart_not_found")]
    [InlineData("/catalog/products?limit=0", 400, "validation_failed")]
    [InlineData("/catalog/products?limit=101", 400, "validation_failed")]
    [InlineData("/catalog/products?limit=many", 400, "bad_request")]
    [InlineData("/catalog/products?after=nonsense", 400, "invalid_cursor")]
    [InlineData("/catalog/products?currency=ZZZ", 400, "unknown_currency")]
    [InlineData("/search/products?after=nonsense", 400, "invalid_cursor")]
    [InlineData("/catalog/products?brand=a%00b", 400, "invalid_text")]
    [InlineData("/catalog/products/01890000-0000-7000-8000-000000000000", 404, "product_not_found")]
    [InlineData("/carts/not-a-cart", 404, "route_not_found")]
    [InlineData("/me", 401, "unauthorized")]
    [InlineData("/cart", 401, "unauthorized")]
    [InlineData("/admin/orders", 401, "unauthorized")]
    public async Task A_wrong_address_is_a_problem(string path, int status, string code) => (await shop.Guest().Get(path)).IsProblem(status, code);

    [Fact]
    public async Task Staff_calls_are_closed_to_shoppers()
    {
        var harry = await shop.Harry();
        (await harry.Get("/admin/orders")).IsProblem(403, "forbidden");
        (await harry.Post("/catalog/imports", new StringContent("Handle,Title\n", Encoding.UTF8, "text/csv"))).IsProblem(403, "forbidden");
    }

    [Fact]
    public async Task An_order_without_a_key_is_refused() =>
        (
            await shop.Guest().Post("/orders", new { cartId = Guid.CreateVersion7(), payment = new { method = "gringotts", token = "tok_ok" } })
        ).IsProblem(400, "idempotency_key_required");

    [Theory]
    [InlineData("Title,Variant Price\nNo handle,1.00\n", "missing_column")]
    [InlineData("", "missing_column")]
    public async Task An_import_without_its_columns_changes_nothing(string csv, string code)
    {
        var staff = await shop.Staff();
        var before = (await staff.Get("/catalog/products?limit=1"))["total"].GetValue<long>();
        var answer = await staff.Post("/catalog/imports", new StringContent(csv, Encoding.UTF8, "text/csv"));
        if (answer.Status == HttpStatusCode.Accepted)
        {
            var import = await FinishedAsync(staff, answer["importId"].GetValue<string>());
            import["status"].GetValue<string>().ShouldBe("failed");
            import.Text.ShouldContain(code);
        }
        else
        {
            answer.IsProblem(400, code);
        }

        (await staff.Get("/catalog/products?limit=1"))["total"].GetValue<long>().ShouldBe(before);
    }

    [Theory]
    [InlineData(0, 413, "import_too_large")]
    [InlineData(1, 400, "malformed_gzip")]
    [InlineData(2, 400, "malformed_gzip")]
    public async Task A_packed_import_that_is_none_changes_nothing(int which, int status, string code)
    {
        var mark = Guid.CreateVersion7().ToString("N");
        var sound = Packed($"Handle,Title,Variant Price\nsound-{mark},Sound,1.00\n", 0);
        byte[] body = which switch
        {
            0 => Packed("Handle,Title\n", 300 * 1024 * 1024),
            1 => sound[..^12],
            _ => sound[..^4],
        };
        using var content = new ByteArrayContent(body);
        content.Headers.Add("Content-Type", "text/csv");
        content.Headers.Add("Content-Encoding", "gzip");
        var staff = await shop.Staff();
        (await staff.Post("/catalog/imports", content)).IsProblem(status, code);
        (await staff.Get($"/catalog/products/sound-{mark}")).IsProblem(404, "product_not_found");
    }

    [Fact]
    public async Task A_bad_row_is_told_by_line_and_the_good_ones_go_in()
    {
        var staff = await shop.Staff();
        var mark = Guid.CreateVersion7().ToString("N");
        var csv =
            "Handle,Title,Published,Variant SKU,Variant Price\n"
            + $"good-{mark},Good,true,G-{mark},1.00\n"
            + $"bad-{mark},Bad,true,B-{mark},-1.00\n"
            + $"huge-{mark},{new string('x', 2 * 1024 * 1024)},true,H-{mark},1.00\n"
            + $"fine-{mark},Fine,true,F-{mark},2.00\n";
        var answer = (await staff.Post("/catalog/imports", new StringContent(csv, Encoding.UTF8, "text/csv"))).Is(HttpStatusCode.Accepted);
        var import = await FinishedAsync(staff, answer["importId"].GetValue<string>());
        import["created"].GetValue<int>().ShouldBe(2, import.Text);
        import["failed"].GetValue<int>().ShouldBe(2, import.Text);
        import["errors"].AsArray().Select(e => e!["line"]!.GetValue<int>()).ShouldBe([3, 4], ignoreOrder: true);
        (await staff.Get($"/catalog/products/good-{mark}")).Is(HttpStatusCode.OK);
        (await staff.Get($"/catalog/products/bad-{mark}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await staff.Get($"/catalog/products/fine-{mark}")).Is(HttpStatusCode.OK);
    }

    private static byte[] Packed(string text, int zeros)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
            var block = new byte[1024 * 1024];
            for (var left = zeros; left > 0; left -= block.Length)
            {
                gzip.Write(block);
            }
        }

        return packed.ToArray();
    }

    private static async Task<Answer> FinishedAsync(ShopClient staff, string importId)
    {
        await Eventually.Async(
            async () => (await staff.Get($"/catalog/imports/{importId}"))["status"].GetValue<string>() != "running",
            "the import to end"
        );
        return await staff.Get($"/catalog/imports/{importId}");
    }
}

[Collection(nameof(Monolith))]
public sealed class MonolithBadInputTests(Monolith shop) : BadInputTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireBadInputTests(MonolithWire shop) : BadInputTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaBadInputTests(MonolithKafka shop) : BadInputTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartBadInputTests(IdentityApart shop) : BadInputTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartBadInputTests(CatalogApart shop) : BadInputTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartBadInputTests(CartApart shop) : BadInputTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartBadInputTests(PaymentsApart shop) : BadInputTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartBadInputTests(OrdersApart shop) : BadInputTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartBadInputTests(SearchApart shop) : BadInputTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartBadInputTests(NotificationsApart shop) : BadInputTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartBadInputTests(RegistryApart shop) : BadInputTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartBadInputTests(AllApart shop) : BadInputTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsBadInputTests(TwoHosts shop) : BadInputTests(shop);
