using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LeakyCauldron.TestKit;

/// <summary>POSIX signals to a process that a test started; .NET itself can only kill.</summary>
public static class ProcessSignal
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>What a service manager sends first.</summary>
    public static void SendTerminate(Process process) => Send(process, Terminate);

    /// <summary>What Ctrl-C sends.</summary>
    public static void SendInterrupt(Process process) => Send(process, Interrupt);

    /// <summary>Stands still, as in a long pause of the machine, until <see cref="Resume"/>.</summary>
    public static void Pause(DotnetProcess process) => Send(process.Id, Stop);

    /// <summary>Goes on as if nothing had been.</summary>
    public static void Resume(DotnetProcess process) => Send(process.Id, Continue);

    private static void Send(Process process, int signal) => Send(process.Id, signal);

    private static void Send(int process, int signal)
    {
        if (Kill(process, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent to process {process} (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
