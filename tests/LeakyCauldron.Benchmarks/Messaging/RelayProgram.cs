using System.Runtime.InteropServices;

namespace LeakyCauldron.Benchmarks.Messaging;

/// <summary>A relay in a process of its own, until it is told to stop.</summary>
internal static class RelayProgram
{
    public static async Task<int> RunAsync(string postgres, string kafka)
    {
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        );
        await using var shop = ParcelShop.Build(postgres, kafka);
        using var relay = shop.Relay();
        await relay.RunAsync(stop.Token);
        return 0;
    }
}
