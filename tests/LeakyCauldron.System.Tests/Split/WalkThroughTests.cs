using System.Globalization;

namespace LeakyCauldron.System.Tests;

/// <summary>docs/split-orders.md, as printed.</summary>
public sealed class WalkThroughTests
{
    [Fact]
    public async Task Orders_leaves_and_comes_back_as_printed()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        using var data = new TempFolder();
        var (whole, apart) = (Text(FreePort.Next()), Text(FreePort.Next()));
        var host = Solution.BuiltAssembly("src/Host", "LeakyCauldron.Host");
        var script = PrintedShell.BlocksOf(await File.ReadAllTextAsync(Path.Combine(Solution.Root, "docs", "split-orders.md"), ShopClient.Ct));
        script = PrintedShell.Replace(script, "Host=127.0.0.1;Username=leaky;Password=…;Database=leaky", database.ConnectionString);
        script = PrintedShell.Replace(script, "PORT=8081", $"PORT={apart}");
        script = PrintedShell.Replace(script, "127.0.0.1:8081", $"127.0.0.1:{apart}");
        script = PrintedShell.Replace(script, "127.0.0.1:8080", $"127.0.0.1:{whole}");
        script = PrintedShell.Replace(script, "./cauldron run &", $"dotnet {host} >>host.log 2>&1 &");
        var output = await PrintedShell.RunAsync(
            data.Path,
            $"set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true; cat host.log >&2' ERR\n{script}",
            new Dictionary<string, string?>
            {
                ["PORT"] = whole,
                ["DATA_DIR"] = data.Path,
                ["SAMPLE_DATA"] = "small",
                ["RateLimits__Enabled"] = "false",
                ["ASPNETCORE_URLS"] = null,
            }
        );

        var said = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        said[0].ShouldBe("orders is served by 1 process");
        said[1].ShouldBe("orders is served by 2 processes");
        said[2].ShouldEndWith(" is confirmed");
        said[3].ShouldEndWith(" is confirmed");
        said[4].ShouldBe("503 module_unavailable");
        said[5].ShouldEndWith(" products");
        said[6].ShouldEndWith(" orders");
        said.Length.ShouldBe(7);
    }

    [Fact]
    public async Task The_compose_file_of_the_split_serves_every_module_once_on_a_database_of_its_own()
    {
        string[] modules = ["Identity", "Catalog", "Cart", "Payments", "Orders", "Search", "Notifications"];
        var lines = await File.ReadAllLinesAsync(Path.Combine(Solution.Root, "docker-compose.split.yml"), ShopClient.Ct);
        lines
            .Select(l => l.Trim())
            .Where(l => l.StartsWith("Modules__Enabled: ", StringComparison.Ordinal))
            .Select(l => l[18..])
            .ShouldBe(["Registry", .. modules]);
        foreach (var module in modules)
        {
            lines.Count(l => l.Contains($"ConnectionStrings__{module}: ", StringComparison.Ordinal)).ShouldBe(1);
            lines.Count(l => l.EndsWith($"Database={module.ToLowerInvariant()}", StringComparison.Ordinal)).ShouldBe(1);
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
