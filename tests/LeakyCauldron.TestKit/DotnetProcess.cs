using System.Collections.Concurrent;
using System.Diagnostics;

namespace LeakyCauldron.TestKit;

/// <summary>A built .NET program run as a real process, with its output kept.</summary>
public sealed class DotnetProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;

    private DotnetProcess(Process process) => _process = process;

    /// <summary>Every line it has written so far, to either output.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>The operating system's number for it.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts the program; a null value removes a variable that this process has.</summary>
    public static DotnetProcess Start(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } own && Path.GetFileName(own) == "dotnet" ? own : "dotnet",
            [assembly, .. arguments]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var running = new DotnetProcess(new Process { StartInfo = start });
        running._process.OutputDataReceived += (_, line) => running.Keep(line.Data);
        running._process.ErrorDataReceived += (_, line) => running.Keep(line.Data);
        running._process.Start();
        running._process.StandardInput.Close();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits for it to end by itself and gives its exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? StopTimeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The process did not end within {timeout ?? StopTimeout}.\n{Tail()}");
        }

        return _process.ExitCode;
    }

    /// <summary>Asks it to end (SIGTERM) and gives its exit code.</summary>
    public Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            ProcessSignal.SendTerminate(_process);
        }

        return WaitForExitAsync();
    }

    /// <summary>Ends it as Ctrl-C would (SIGINT) and gives its exit code.</summary>
    public Task<int> InterruptAsync()
    {
        ProcessSignal.SendInterrupt(_process);
        return WaitForExitAsync();
    }

    /// <summary>Ends it at once (SIGKILL), as a crash would; what it started lives on.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>The last lines it wrote, for the message of a failed test.</summary>
    public string Tail(int lines = 60) => string.Join('\n', _output.TakeLast(lines));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }
}
