using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>A shop that takes registrations from its own machine.</summary>
public sealed class OpenRegistry : OneProcess
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?> { ["SAMPLE_DATA"] = "none", ["Registry__AllowLoopback"] = "true" };
}

/// <summary>The public JavaScript client of Eureka, as it comes, brings a service that is no part of the shop.</summary>
public sealed class ForeignEurekaClientTests(OpenRegistry shop) : IClassFixture<OpenRegistry>
{
    private const string Folder = "tests/LeakyCauldron.System.Tests/eureka-client";

    [Fact]
    public async Task A_service_it_registers_receives_what_is_routed_to_it_until_it_leaves()
    {
        using var client = new HttpClient { BaseAddress = shop.Address };
        (await client.GetAsync(new Uri("/wands/elder", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var service = Start(shop.Address);
        var said = Listen(service);
        try
        {
            await Eventually.Async(() => said.Contains("registered"), "it to register");
            await Eventually.Async(
                async () => (await client.GetAsync(new Uri("/wands/elder?core=thestral", UriKind.Relative))).StatusCode == HttpStatusCode.OK,
                "the route to be there"
            );
            var answer = await client.GetFromJsonAsync<JsonObject>(new Uri("/wands/elder?core=thestral", UriKind.Relative));
            answer!["wand"]!.GetValue<string>().ShouldBe("holly");
            answer["path"]!.GetValue<string>().ShouldBe("/wands/elder?core=thestral");
            answer["forwardedFor"]!.GetValue<string>().ShouldBe("127.0.0.1");
            await Eventually.Async(() => said.Contains("heartbeat"), "a renewed lease");
            // It finds the shop's own modules by the same protocol.
            await Eventually.Async(() => said.Contains("catalog at 1"), "it to find the catalogue");
        }
        finally
        {
            service.StandardInput.Close();
        }

        await service.WaitForExitAsync(TestContext.Current.CancellationToken);
        service.ExitCode.ShouldBe(0);
        await Eventually.Async(
            async () => (await client.GetAsync(new Uri("/wands/elder", UriKind.Relative))).StatusCode == HttpStatusCode.NotFound,
            "the route to be gone"
        );
    }

    private static Process Start(Uri registry)
    {
        var folder = Path.Combine(Solution.Root, Folder);
        Directory
            .Exists(Path.Combine(folder, "node_modules/eureka-js-client"))
            .ShouldBeTrue($"The client is not installed: run 'npm ci' in {Folder}, or the tests by ./cauldron test.");
        return Process.Start(
            new ProcessStartInfo("node", [Path.Combine(folder, "wands.cjs"), registry.ToString()])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
    }

    private static ConcurrentQueue<string> Listen(Process service)
    {
        var said = new ConcurrentQueue<string>();
        service.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        service.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        return said;
    }
}
