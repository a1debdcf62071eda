using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using LeakyCauldron.Catalog.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Catalog.Tests.Importing;

public sealed class ImportTests
{
    private const string Header =
        "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,"
        + "Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Requires Shipping,Image Src,Image Position,Status,Core (product.metafields.magic.core)\n";

    private const string Wand =
        "holly-wand,Holly Wand,\"<p>Springy<script>alert(1)</script></p>\",Ollivander,Wands > Holly,Sticks,\"wood, gift\",true,Length,10 in,W-10,95,shopify,18,deny,42.00,50.00,true,/images/a.svg,2,active,Phoenix feather\n"
        + "holly-wand,,,,,,,,,11 in,,100,shopify,3,continue,43.50,,true,/images/b.svg,1,,\n"
        + "holly-wand,,,,,,,,,,,,,,,,,,https://images.test/c.svg,3,,\n";

    private const string Hat = "plain-hat,Plain Hat,,,,Hats,,true,Title,Default Title,,,,,,9.99,,,,,,\n";

    [Fact]
    public async Task Products_come_in_with_all_their_rows_say()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        var report = await shop.ImportAsync(Header + Wand + Hat);
        Counts(report).ShouldBe((2, 2, 0, 0, 0), report.ToString());

        var wand = await shop.GetAsync("catalog/products/holly-wand");
        wand.GetProperty("title").GetString().ShouldBe("Holly Wand");
        wand.GetProperty("description").GetString().ShouldBe("<p>Springy</p>");
        wand.GetProperty("brand").GetString().ShouldBe("Ollivander");
        wand.GetProperty("category").GetProperty("path").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ShouldBe(["Wands", "Holly"]);
        wand.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).ShouldBe(["wood", "gift"]);
        wand.GetProperty("attributes").GetProperty("Core").GetString().ShouldBe("Phoenix feather");
        wand.GetProperty("images")
            .EnumerateArray()
            .Select(i => i.GetProperty("url").GetString())
            .ShouldBe(["/images/b.svg", "/images/a.svg", "https://images.test/c.svg"]);
        var (ten, eleven) = (wand.GetProperty("variants")[0], wand.GetProperty("variants")[1]);
        ten.GetProperty("price").GetProperty("amount").GetInt64().ShouldBe(4200);
        ten.GetProperty("compareAtPrice").GetProperty("amount").GetInt64().ShouldBe(5000);
        ten.GetProperty("available").GetInt32().ShouldBe(18);
        eleven.GetProperty("sku").GetString().ShouldBe("HOLLY-WAND-11-IN");
        eleven.GetProperty("available").ValueKind.ShouldBe(JsonValueKind.Null);

        var hat = await shop.GetAsync("catalog/products/plain-hat");
        hat.GetProperty("options").GetArrayLength().ShouldBe(0);
        hat.GetProperty("category").GetProperty("slug").GetString().ShouldBe("hats");
        hat.GetProperty("variants")[0].GetProperty("available").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        await shop.ImportAsync(Header + Wand + Hat);
        var before = await StateAsync(shop);
        Counts(await shop.ImportAsync(Header + Wand + Hat)).ShouldBe((2, 0, 0, 2, 0));
        (await StateAsync(shop)).ShouldBe(before);

        // Other bytes that say the same.
        Counts(await shop.ImportAsync((Header + Wand + Hat).Replace("\n", "\r\n").Replace(",true,Length", ",TRUE,Length")))
            .ShouldBe((2, 0, 0, 2, 0));
        (await StateAsync(shop)).ShouldBe(before);
    }

    [Fact]
    public async Task Empty_cells_leave_things_as_they_are()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        await shop.ImportAsync(Header + Wand);
        var report = await shop.ImportAsync("Handle,Title,Vendor,Variant SKU,Variant Price\nholly-wand,,,W-10,44.00\n");
        Counts(report).ShouldBe((1, 0, 1, 0, 0), report.ToString());
        var wand = await shop.GetAsync("catalog/products/holly-wand");
        wand.GetProperty("title").GetString().ShouldBe("Holly Wand");
        wand.GetProperty("brand").GetString().ShouldBe("Ollivander");
        wand.GetProperty("variants").GetArrayLength().ShouldBe(2);
        wand.GetProperty("variants")[0].GetProperty("price").GetProperty("amount").GetInt64().ShouldBe(4400);
        wand.GetProperty("variants")[0].GetProperty("compareAtPrice").GetProperty("amount").GetInt64().ShouldBe(5000);
        wand.GetProperty("variants")[0].GetProperty("lowestPrice30Days").GetProperty("amount").GetInt64().ShouldBe(4200);
        wand.GetProperty("variants")[0].GetProperty("available").GetInt32().ShouldBe(18);
    }

    [Fact]
    public async Task A_quantity_counts_again_only_if_the_file_has_another()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        await shop.ImportAsync(Header + Wand);
        using var adjustment = new StringContent("[{\"sku\":\"W-10\",\"delta\":-5,\"reason\":\"stolen\"}]", Encoding.UTF8, "application/json");
        (await shop.Staff.PostAsync("catalog/stock/adjustments", adjustment)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await shop.ImportAsync(Header + Wand.Replace("Holly Wand", "Holly Wand II"));
        (await OnHandAsync(shop)).ShouldBe(13);
        Counts(await shop.ImportAsync(Header + Wand.Replace("Holly Wand", "Holly Wand II").Replace("shopify,18", "shopify,20")))
            .ShouldBe((1, 0, 1, 0, 0));
        (await OnHandAsync(shop)).ShouldBe(20);
        (
            await shop.NumberAsync(
                "SELECT sum(delta) FROM catalog.stock_movements m JOIN catalog.variants v ON v.id = m.variant_id WHERE v.sku = 'W-10'"
            )
        ).ShouldBe(20);
    }

    [Fact]
    public async Task What_staff_changed_is_brought_back_by_the_file()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        await shop.ImportAsync(Header + Hat);
        var change = JsonSerializer.Serialize(
            new
            {
                title = "Fancy Hat",
                status = "active",
                variants = new[] { new { sku = "PLAIN-HAT" } },
            }
        );
        using var content = new StringContent(change, Encoding.UTF8, "application/json");
        (await shop.Staff.PutAsync("catalog/products/plain-hat", content)).StatusCode.ShouldBe(HttpStatusCode.OK);
        Counts(await shop.ImportAsync(Header + Hat)).ShouldBe((1, 0, 1, 0, 0));
        (await shop.GetAsync("catalog/products/plain-hat")).GetProperty("title").GetString().ShouldBe("Plain Hat");
    }

    [Fact]
    public async Task A_packed_file_is_unpacked()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        using var content = Packed(Encoding.UTF8.GetBytes(Header + Hat));
        Counts(await shop.ImportAsync(content)).ShouldBe((1, 1, 0, 0, 0));
    }

    [Fact]
    public async Task Prices_may_be_in_another_currency()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        await shop.ImportAsync(Header + Hat);
        await shop.ImportAsync("Handle,Title,Variant Price\nplain-hat,,985\n", "?currency=XGL");
        var hat = await shop.GetAsync("catalog/products/plain-hat?currency=XGL");
        hat.GetProperty("variants")[0].GetProperty("price").GetProperty("formatted").GetString().ShouldBe("1G 16S 28K");
        (await shop.GetAsync("catalog/products/plain-hat"))
            .GetProperty("variants")[0]
            .GetProperty("price")
            .GetProperty("amount")
            .GetInt64()
            .ShouldBe(999);
    }

    internal static (int Processed, int Created, int Updated, int Unchanged, int Failed) Counts(JsonElement report)
    {
        int Of(string name) => report.GetProperty(name).GetInt32();
        report.GetProperty("status").GetString().ShouldBe("completed", report.ToString());
        Of("total").ShouldBe(Of("processed"));
        return (Of("processed"), Of("created"), Of("updated"), Of("unchanged"), Of("failed"));
    }

    internal static ByteArrayContent Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(plain);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new("text/csv");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static async Task<int> OnHandAsync(DiagonAlley shop) =>
        (await shop.GetAsync("catalog/stock/W-10", shop.Staff)).GetProperty("onHand").GetInt32();

    /// <summary>Everything a second import could have touched.</summary>
    private static Task<string> StateAsync(DiagonAlley shop) =>
        shop.QueryAsync(async db =>
            (
                await db
                    .Database.SqlQueryRaw<string>(
                        """
                        SELECT (SELECT string_agg(md5((to_jsonb(p) - 'import_hash')::text), ',' ORDER BY id) FROM catalog.products p)
                            || (SELECT string_agg(md5(v::text), ',' ORDER BY id) FROM catalog.variants v)
                            || (SELECT string_agg(md5(s::text), ',' ORDER BY variant_id) FROM catalog.stock_levels s)
                            || (SELECT count(*) FROM catalog.stock_movements) AS "Value"
                        """
                    )
                    .ToListAsync()
            )[0]
        );
}
