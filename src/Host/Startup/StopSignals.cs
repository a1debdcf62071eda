using System.Runtime.InteropServices;

namespace LeakyCauldron.Host.Startup;

/// <summary>
/// Hears SIGTERM and SIGINT from the first moment. The framework hears them only once the host runs; before, they would end the process on the spot and leave its private
/// Postgres behind. A process that stops with its input leaves SIGINT to the one who holds the input: a Ctrl-C reaches them all, and the registry must be the last to go.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals()
    {
        var led = bool.TryParse(Environment.GetEnvironmentVariable("Host__StopWithInput"), out var stopsWithInput) && stopsWithInput;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, led ? Ignore : Hear),
        ];
    }

    /// <summary>Cancelled once the process is asked to stop.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private static void Ignore(PosixSignalContext signal) => signal.Cancel = true;

    private void Hear(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _stop.Cancel();
    }
}
