using System.Diagnostics;

namespace LeakyCauldron.Host.Split;

/// <summary>
/// A member's process, kept running: one that dies is told and started again, later each time. It ends when its input ends, so it never outlives this process.
/// </summary>
internal sealed class SplitProcess(SplitMember member, IReadOnlyDictionary<string, string?> settings) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A signal to the whole group ends the members first; this process then hears of it a moment later.</summary>
    private static readonly TimeSpan StopRace = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private Process? _process;
    private Task _running = Task.CompletedTask;

    public SplitMember Member { get; } = member;

    public int? Pid => _process is { HasExited: false } running ? running.Id : null;

    /// <summary>True from the first time that it was ready: before, its death is a failed start.</summary>
    public bool WasReady { get; set; }

    /// <summary>Its exit code, if it died before it was ever ready.</summary>
    public TaskCompletionSource<int> FailedStart { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Start() => _running = KeepRunningAsync();

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public void Dispose()
    {
        _process?.Dispose();
        _stop.Dispose();
    }

    private async Task KeepRunningAsync()
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var started = Stopwatch.GetTimestamp();
            using var process = Launch();
            _process = process;
            var ended = process.WaitForExitAsync(CancellationToken.None);
            await Task.WhenAny(ended, StoppedAsync(Timeout.InfiniteTimeSpan));
            if (_stop.IsCancellationRequested || await StoppedAsync(StopRace))
            {
                process.StandardInput.Close();
                await ended;
                return;
            }

            await ended;
            if (!WasReady)
            {
                FailedStart.TrySetResult(process.ExitCode);
                return;
            }

            pause = Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1) ? TimeSpan.FromSeconds(1) : pause;
            await Console.Out.WriteLineAsync(
                $"{Member.Name} (pid {process.Id}) ended with exit code {process.ExitCode}; it is started again in {pause.TotalSeconds:0} s."
            );
            if (await StoppedAsync(pause))
            {
                return;
            }
        }
    }

    private async Task<bool> StoppedAsync(TimeSpan within)
    {
        var heard = Task.Delay(within, _stop.Token);
        await heard.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _stop.IsCancellationRequested;
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // `dotnet LeakyCauldron.Host.dll` or the program itself, as this process was started.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SplitProcess).Assembly.Location);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Tell(Console.Out, line.Data);
        process.ErrorDataReceived += (_, line) => Tell(Console.Error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Tell(TextWriter writer, string? line)
    {
        if (line is not null)
        {
            writer.WriteLine($"[{Member.Name}] {line}");
        }
    }
}
