namespace LeakyCauldron.System.Tests;

/// <summary><c>outbox</c> from the command line: beside a running host, and when none runs.</summary>
public sealed class OutboxCommandTests
{
    [Fact]
    public async Task It_works_beside_a_host_after_its_crash_and_without_one()
    {
        using var data = new TempFolder();
        var options = new HostOptions { DataDirectory = data.Path };
        await using (var host = await HostProcess.StartAsync(options))
        {
            (await Run(data, 0, "status")).ShouldContain(l => l.StartsWith("orders ", StringComparison.Ordinal));
            (await Run(data, 0, "redrive")).ShouldContain("0 parked events will be sent again.");
            await host.Process.KillAsync();
        }

        (await Run(data, 0, "replay")).ShouldContain(l => l.StartsWith("0 dead letters handled", StringComparison.Ordinal));
        var json = (await Run(data, 0, "status", "--json")).Single();
        global::System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(4);

        // It leaves nothing behind that a host would stumble over.
        await using var again = await HostProcess.StartAsync(options);
        await again.StopAsync();
    }

    [Theory]
    [InlineData("mend")]
    [InlineData("redrive", "divination")]
    [InlineData("status")]
    public async Task What_makes_no_sense_is_one_line_and_a_failure(params string[] arguments)
    {
        using var data = new TempFolder();
        (await Run(data, 1, arguments)).Count(l => l.StartsWith("leaky-cauldron: ", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static async Task<IReadOnlyCollection<string>> Run(TempFolder data, int exitCode, params string[] arguments)
    {
        await using var process = DotnetProcess.Start(
            Solution.BuiltAssembly("src/Host", "LeakyCauldron.Host"),
            ["outbox", .. arguments],
            new Dictionary<string, string?> { ["DATA_DIR"] = data.Path, ["ConnectionStrings__Postgres"] = null }
        );
        (await process.WaitForExitAsync(TimeSpan.FromMinutes(2))).ShouldBe(exitCode, process.Tail());
        return process.Output;
    }
}
