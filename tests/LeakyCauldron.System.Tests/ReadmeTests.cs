using System.Text.RegularExpressions;

namespace LeakyCauldron.System.Tests;

/// <summary>What the README tells a new user to type, typed.</summary>
[Collection(nameof(Monolith))]
public sealed partial class ReadmeTests(Monolith shop)
{
    private static readonly string Journey = Section("## From search to a paid order");

    [Fact]
    public Task The_journey_works_as_printed() => TryAsync("luna");

    [Fact]
    public async Task It_works_in_a_shop_whose_best_wands_are_nearly_sold_out()
    {
        const int Many = 60;
        var staff = await shop.Staff();
        var rows = Enumerable.Range(1, Many).Select(i => $"wand-wand-{i},Wand wand {i},WAND-LAST-{i},shopify,1,deny,9.99,true\n");
        var csv =
            $"Handle,Title,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Published\n{string.Concat(rows)}";
        (await staff.Post("/catalog/imports", new StringContent(csv, new global::System.Net.Http.Headers.MediaTypeHeaderValue("text/csv")))).Is(
            global::System.Net.HttpStatusCode.Accepted
        );
        await Eventually.Async(
            async () => (await staff.Get("/search/products?q=wand+wand&inStock=true"))["total"].GetValue<int>() >= Many,
            "the wands to be found"
        );
        await TryAsync("pandora");
    }

    /// <summary>By a person of this name in place of the printed one.</summary>
    private async Task TryAsync(string person)
    {
        using var folder = new TempFolder();
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, ".data"), shop.DataDirectory);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "products.csv.gz"), Catalogue(), ShopClient.Ct);
        var script = PrintedShell.BlocksOf(Journey);
        script = PrintedShell.Replace(script, "http://127.0.0.1:8080", shop.Address.ToString().TrimEnd('/'));
        script = PrintedShell.Replace(script, "luna", person);
        script = PrintedShell.Replace(script, "PASSWORD=…", $"PASSWORD={HostProcess.SamplePassword}");
        var output = await PrintedShell.RunAsync(folder.Path, $"set -euo pipefail\n{script}\necho \"order $ORDER import $IMPORT staff $STAFF\"\n");

        output.ShouldContain("\"WELCOME10\"");
        output.ShouldContain("\"status\": \"confirmed\"");
        output.ShouldContain("\"code\": \"payment_declined\"");
        output.ShouldContain("-order_confirmed-");
        var last = Ids().Match(output);
        last.Success.ShouldBeTrue(output);

        var staff = await shop.Staff();
        await Eventually.Async(
            async () =>
            {
                var import = await staff.Get($"/catalog/imports/{last.Groups[2].Value}");
                return import["created"].GetValue<int>() + import["unchanged"].GetValue<int>() == 1;
            },
            "the README's import to create its one product"
        );
        (await staff.Get($"/orders/{last.Groups[1].Value}"))["status"].GetValue<string>().ShouldBe("confirmed");
    }

    [Fact]
    public void Every_file_that_the_README_names_is_there()
    {
        var named = Links().Matches(Readme()).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("http", StringComparison.Ordinal)).ToArray();
        named.Length.ShouldBeGreaterThan(10);
        named.Where(l => !Path.Exists(Path.Combine(Solution.Root, l))).ShouldBeEmpty();
    }

    private static byte[] Catalogue()
    {
        using var packed = new MemoryStream();
        using (var gzip = new global::System.IO.Compression.GZipStream(packed, global::System.IO.Compression.CompressionMode.Compress))
        {
            gzip.Write("Handle,Title,Variant Price\nreadme-quill,A quill from the README,1.00\n"u8);
        }

        return packed.ToArray();
    }

    private static string Readme() => File.ReadAllText(Path.Combine(Solution.Root, "README.md"));

    private static string Section(string heading)
    {
        var readme = Readme();
        var start = readme.IndexOf(heading, StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, $"the README has no section {heading}");
        return readme[start..readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];
    }

    [GeneratedRegex("order ([0-9a-f-]{36}) import ([0-9a-f-]{36}) staff ey", RegexOptions.None, 1000)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\]\(([^)#]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Links();
}
