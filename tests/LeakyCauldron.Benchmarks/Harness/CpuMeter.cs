using System.Diagnostics;

namespace LeakyCauldron.Benchmarks.Harness;

/// <summary>Processor time of this process and of another between two looks.</summary>
internal sealed class CpuMeter
{
    private readonly int _server;
    private readonly TimeSpan _serverBefore;
    private readonly TimeSpan _loadBefore;

    public CpuMeter(int server)
    {
        _server = server;
        _serverBefore = Of(server);
        _loadBefore = Of(Environment.ProcessId);
    }

    public Sample Over(Sample sample, long operations) =>
        operations == 0
            ? sample
            : sample with
            {
                ServerCpu = (Of(_server) - _serverBefore).TotalMicroseconds / operations,
                LoadCpu = (Of(Environment.ProcessId) - _loadBefore).TotalMicroseconds / operations,
            };

    public static double MemoryOf(int process)
    {
        using var found = Process.GetProcessById(process);
        return found.WorkingSet64 / 1e6;
    }

    private static TimeSpan Of(int process)
    {
        using var found = Process.GetProcessById(process);
        return found.TotalProcessorTime;
    }
}
