using System.Net.Sockets;

namespace LeakyCauldron.System.Tests;

/// <summary>How the host starts, refuses to start, stops, and starts again.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_second_start_keeps_everything_and_a_stop_ends_with_zero()
    {
        using var data = new TempFolder();
        await using var database = await TestDatabase.CreateEmptyAsync();
        var options = new HostOptions
        {
            Postgres = database.ConnectionString,
            DataDirectory = data.Path,
            Settings = new Dictionary<string, string?> { ["SAMPLE_DATA"] = "small" },
        };
        string cart;
        long products;
        await using (var first = await HostProcess.StartAsync(options))
        {
            var guest = new ShopClient(first.BaseAddress);
            cart = (await guest.Post("/carts", new { }))["id"].GetValue<string>();
            products = (await guest.Get("/search/products?limit=1"))["total"].GetValue<long>();
            products.ShouldBeGreaterThan(100);
            await first.StopAsync();
        }

        var later = options with
        {
            Settings = new Dictionary<string, string?> { ["SAMPLE_DATA"] = "small", ["SAMPLE_PASSWORD"] = "not-the-first-one" },
        };
        await using var second = await HostProcess.StartAsync(later);
        var again = new ShopClient(second.BaseAddress);
        second.Process.Output.ShouldContain(
            l => l.Contains(HostProcess.SamplePassword, StringComparison.Ordinal),
            "the accounts still have the first"
        );
        (await again.Get($"/carts/{cart}")).Is(global::System.Net.HttpStatusCode.OK);
        (await again.Get("/search/products?limit=1"))["total"].GetValue<long>().ShouldBe(products);
        (await again.Get("/catalog/products?limit=1"))["total"].GetValue<long>().ShouldBe(products);
        await second.StopAsync();
    }

    [Theory]
    [InlineData("PORT", "eighty")]
    [InlineData("SAMPLE_DATA", "huge")]
    [InlineData("Shop__Currency", "ZZZ")]
    [InlineData("Shop__PublicUrl", "not an address")]
    [InlineData("Modules__Enabled", "divination")]
    [InlineData("Modules__Enabled", "")]
    [InlineData("ConnectionStrings__Postgres", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=2")]
    [InlineData("ConnectionStrings__Postgres", "this is not a connection string")]
    public async Task A_wrong_setting_is_one_line_and_a_failure(string name, string value)
    {
        await using var host = HostProcess.Launch(
            new HostOptions
            {
                Postgres = "Host=127.0.0.1;Port=1;Username=nobody;Timeout=2",
                Settings = new Dictionary<string, string?> { [name] = value },
            }
        );
        (await host.Process.WaitForExitAsync()).ShouldBe(1, host.Process.Tail());
        host.Process.Output.Count(l => l.StartsWith("leaky-cauldron: ", StringComparison.Ordinal)).ShouldBe(1, host.Process.Tail());
        host.Process.Output.ShouldNotContain(l => l.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_taken_port_is_one_line_and_a_failure()
    {
        using var taken = new TcpListener(global::System.Net.IPAddress.Loopback, 0);
        taken.Start();
        await using var database = await TestDatabase.CreateEmptyAsync();
        await using var host = HostProcess.Launch(
            new HostOptions { Postgres = database.ConnectionString, Port = ((global::System.Net.IPEndPoint)taken.LocalEndpoint).Port }
        );
        (await host.Process.WaitForExitAsync()).ShouldBe(1, host.Process.Tail());
        host.Process.Output.Count(l => l.StartsWith("leaky-cauldron: ", StringComparison.Ordinal)).ShouldBe(1, host.Process.Tail());
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_the_start_takes_the_private_Postgres_along()
    {
        await using var host = HostProcess.Launch(new HostOptions());
        var pidFile = Path.Combine(host.DataDirectory, "postgres", "data", "postmaster.pid");
        await Eventually.Async(
            () => File.Exists(pidFile) && File.ReadAllText(pidFile).Contains("ready", StringComparison.Ordinal),
            "the private Postgres to be up",
            TimeSpan.FromMinutes(2)
        );
        (await host.Process.StopAsync()).ShouldBe(0, host.Process.Tail());
        File.Exists(pidFile).ShouldBeFalse("Postgres removes it as it ends\n" + host.Process.Tail());
        host.Process.Output.ShouldNotContain(l => l.TrimStart().StartsWith("at ", StringComparison.Ordinal), host.Process.Tail());
    }
}
