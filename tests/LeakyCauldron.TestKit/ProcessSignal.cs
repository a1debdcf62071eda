using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LeakyCauldron.TestKit;

/// <summary>POSIX signals to a process that a test started; .NET itself can only kill.</summary>
public static class ProcessSignal
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    /// <summary>What a service manager sends first.</summary>
    public static void SendTerminate(Process process) => Send(process, Terminate);

    /// <summary>What Ctrl-C sends.</summary>
    public static void SendInterrupt(Process process) => Send(process, Interrupt);

    private static void Send(Process process, int signal)
    {
        if (Kill(process.Id, signal) != 0)
        {
            throw new InvalidOperationException(
                $"Signal {signal} could not be sent to process {process.Id} (error {Marshal.GetLastPInvokeError()})."
            );
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
