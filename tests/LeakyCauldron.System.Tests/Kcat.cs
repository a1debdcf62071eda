using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>A Kafka client that shares nothing with ours: Debian's kcat, in C, as a program of its own.</summary>
internal sealed class Kcat(string bootstrapServers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>All records of a topic, from the beginning to its present end.</summary>
    public async Task<IReadOnlyList<KcatRecord>> ReadAsync(string topic)
    {
        var output = await RunAsync(["-C", "-b", bootstrapServers, "-t", topic, "-o", "beginning", "-e", "-q", "-J"], "");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(KcatRecord.Parse)];
    }

    /// <summary>Appends one record to the topic's first partition.</summary>
    public Task WriteAsync(string topic, string key, string value, params (string Name, string Value)[] headers) =>
        RunAsync(
            ["-P", "-b", bootstrapServers, "-t", topic, "-p", "0", "-k", key, .. headers.SelectMany(h => new[] { "-H", $"{h.Name}={h.Value}" })],
            value
        );

    private static async Task<string> RunAsync(IEnumerable<string> arguments, string input)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("kcat", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("kcat is not installed: ./cauldron test installs it where it can, else 'apt-get install kcat'.", e);
        }

        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(limit.Token);
        process.ExitCode.ShouldBe(0, await error);
        return await output;
    }
}

/// <summary>A record as kcat prints it.</summary>
internal sealed record KcatRecord(int Partition, long Offset, string? Key, string? Value, IReadOnlyDictionary<string, string> Headers)
{
    public static KcatRecord Parse(string line)
    {
        var record = JsonNode.Parse(line)!;
        var headers = (record["headers"] as JsonArray ?? []).Select(h => h!.GetValue<string>()).Chunk(2);
        return new(
            record["partition"]!.GetValue<int>(),
            record["offset"]!.GetValue<long>(),
            record["key"]?.GetValue<string>(),
            record["payload"]?.GetValue<string>(),
            headers.ToDictionary(h => h[0], h => h[1], StringComparer.Ordinal)
        );
    }
}
