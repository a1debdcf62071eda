using System.Net;
using System.Text;
using LeakyCauldron.Catalog.Tests.Harness;

namespace LeakyCauldron.Catalog.Tests.Importing;

public sealed class BadImportTests
{
    private const string Header =
        "Handle,Title,Status,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Policy,Variant Inventory Qty,Variant Price,Image Src\n";

    [Theory]
    [InlineData("bad,Bad,,true,,,B,,,-1.00,", "Variant Price", "negative_price")]
    [InlineData("bad,Bad,,true,,,B,,,1.005,", "Variant Price", "invalid_price")]
    [InlineData("bad,Bad,,true,,,B,,,£1,", "Variant Price", "invalid_price")]
    [InlineData("bad,Bad,,true,,,B,,,,", "Variant Price", "price_missing")]
    [InlineData("bad,,,true,,,B,,,1.00,", "Title", "title_missing")]
    [InlineData(",Bad,,true,,,B,,,1.00,", "Handle", "handle_missing")]
    [InlineData("bad,Bad,sold,true,,,B,,,1.00,", "Status", "invalid_status")]
    [InlineData("bad,Bad,,perhaps,,,B,,,1.00,", "Published", "invalid_flag")]
    [InlineData("bad,Bad,,true,,,B,never,,1.00,", "Variant Inventory Policy", "invalid_policy")]
    [InlineData("bad,Bad,,true,,,B,,many,1.00,", "Variant Inventory Qty", "invalid_number")]
    [InlineData("bad,Bad,,true,Size,,B,,,1.00,", "Option1 Value", "option_missing")]
    [InlineData("bad,Bad,,true,,,B,,,1.00,javascript:alert(1)", "Image Src", "invalid_address")]
    [InlineData("bad,Bad,,true,,,G,,,1.00,", "Variant SKU", "duplicate_sku")]
    [InlineData("good,Bad,,true,,,G2,,,1.00,", "Handle", "duplicate_handle")]
    [InlineData("bad,\"Bad\" title,,true,,,B,,,1.00,", "Title", "broken_quoting")]
    [InlineData("bad,\"Bad,,true,,,B,,,1.00,", "Title", "broken_quoting")]
    [InlineData("bad,Bad,,true,,,B,,,1.00,,one,too,many", null, "too_many_fields")]
    public async Task A_bad_row_is_told_and_stops_nobody(string row, string? field, string code)
    {
        await using var shop = await DiagonAlley.OpenAsync();
        var report = await shop.ImportAsync(
            $"{Header}good,Good,,true,,,G,,,1.00,\nother,Other,,true,,,O,,,1.00,\n{row}\nlast,Last,,true,,,L,,,1.00,\n"
        );
        ImportTests.Counts(report).ShouldBe((4, 3, 0, 0, 1), report.ToString());
        var error = report.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        error.GetProperty("line").GetInt64().ShouldBe(4);
        error.GetProperty("field").GetString().ShouldBe(field);
        error.GetProperty("code").GetString().ShouldBe(code);
        (await shop.Guest.GetAsync("catalog/products/bad")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await shop.GetAsync("catalog/products/good")).GetProperty("title").GetString().ShouldBe("Good");
    }

    [Fact]
    public async Task One_bad_variant_refuses_its_product_whole()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        var report = await shop.ImportAsync($"{Header}robe,Robe,,true,Size,S,R-S,,,1.00,\nrobe,,,,,M,R-M,,,-2.00,\nrobe,,,,,S,R-X,,,3.00,\n");
        ImportTests.Counts(report).ShouldBe((1, 0, 0, 0, 1));
        report
            .GetProperty("errors")
            .EnumerateArray()
            .Select(e => (e.GetProperty("line").GetInt32(), e.GetProperty("code").GetString()))
            .ShouldBe([(3, "negative_price"), (4, "duplicate_variant")]);
        (await shop.NumberAsync("SELECT count(*) FROM catalog.products")).ShouldBe(0);
    }

    [Fact]
    public async Task Two_megabytes_in_one_field_are_refused_by_line()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        var report = await shop.ImportAsync($"{Header}huge,\"{new string('x', 2 * 1024 * 1024)}\",,true,,,H,,,1.00,\ngood,Good,,true,,,G,,,1.00,\n");
        ImportTests.Counts(report).ShouldBe((2, 1, 0, 0, 1));
        report.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("field_too_large");
        report.GetProperty("errors")[0].GetProperty("line").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("Title,Variant Price\nNo handle,1.00\n", "", "text/csv", 400, "missing_column")]
    [InlineData("", "", "text/csv", 400, "missing_column")]
    [InlineData("Handle,Title\n", "?currency=XYZ", "text/csv", 400, "unknown_currency")]
    [InlineData("Handle,Title,Variant Price / XYZ\n", "", "text/csv", 400, "unknown_currency")]
    [InlineData("Handle,Title\n", "", "application/json", 415, "unsupported_media_type")]
    [InlineData("Handle,Title\n", "", "text/csv; charset=utf-16", 415, "unsupported_charset")]
    public async Task What_cannot_be_an_import_is_refused_at_once(string csv, string query, string type, int status, string code)
    {
        await using var shop = await DiagonAlley.OpenAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await RefusesAsync(shop, content, query, status, code);
    }

    [Fact]
    public async Task A_gzip_bomb_is_refused_while_it_is_received()
    {
        await using var shop = await DiagonAlley.OpenAsync(settings: new() { ["Imports:MaxBytes"] = "1000000" });
        using var bomb = ImportTests.Packed(new byte[50_000_000]);
        bomb.Headers.ContentLength!.Value.ShouldBeLessThan(100_000);
        await RefusesAsync(shop, bomb, "", 413, "import_too_large");
    }

    [Fact]
    public async Task What_is_not_gzip_is_refused()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        using var content = new StringContent("Handle,Title\n", Encoding.UTF8, "text/csv");
        content.Headers.ContentEncoding.Add("gzip");
        await RefusesAsync(shop, content, "", 400, "malformed_gzip");
    }

    [Theory]
    [InlineData(8)]
    [InlineData(2000)]
    public async Task A_gzip_file_that_breaks_off_is_refused_whole(int missing)
    {
        await using var shop = await DiagonAlley.OpenAsync();
        var rows = string.Concat(Enumerable.Range(0, 2000).Select(i => $"cut-{i},Cut {i},,true,,,C-{i},,,1.00,\n"));
        using var whole = ImportTests.Packed(Encoding.UTF8.GetBytes(Header + rows));
        using var content = new ByteArrayContent((await whole.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[..^missing]);
        content.Headers.Add("Content-Type", "text/csv");
        content.Headers.ContentEncoding.Add("gzip");
        await RefusesAsync(shop, content, "", 400, "malformed_gzip");
    }

    private static async Task RefusesAsync(DiagonAlley shop, HttpContent content, string query, int status, string code)
    {
        using var answer = await shop.Staff.PostAsync($"catalog/imports{query}", content);
        var problem = await DiagonAlley.JsonAsync(answer);
        ((int)answer.StatusCode).ShouldBe(status, problem.ToString());
        if (problem.ValueKind == System.Text.Json.JsonValueKind.Object)
        {
            problem.GetProperty("code").GetString().ShouldBe(code);
        }

        (await shop.NumberAsync("SELECT count(*) FROM catalog.imports")).ShouldBe(0);
        (Directory.Exists(shop.ImportsFolder) ? Directory.GetFiles(shop.ImportsFolder) : []).ShouldBeEmpty();
    }
}
