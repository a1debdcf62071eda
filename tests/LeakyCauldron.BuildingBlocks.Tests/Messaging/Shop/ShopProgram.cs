using System.Runtime.InteropServices;
using System.Text.Json;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;

/// <summary>What a shop of a process of its own is to do.</summary>
/// <param name="Database">Connection string.</param>
/// <param name="Settings">Of the host.</param>
/// <param name="Bottles">Moved all the time, in turn, by two writers.</param>
internal sealed record ShopOrders(string Database, Dictionary<string, string?> Settings, Guid[] Bottles);

/// <summary>A whole host with relay, consumers and writers in a process of its own: the real thing to kill and to stop.</summary>
internal static class ShopProgram
{
    private const int Writers = 2;

    public static async Task<int> RunAsync(string orders)
    {
        var (database, settings, bottles) = JsonSerializer.Deserialize<ShopOrders>(orders)!;
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        );
        await using var shop = await TestShop.StartAsync(database, settings);
        var writing = Enumerable.Range(0, bottles.Length == 0 ? 0 : Writers).Select(w => WriteAsync(shop, bottles, w, stop.Token));
        await Console.Out.WriteLineAsync("open");
        await Task.WhenAll([.. writing, StoppedAsync(stop.Token)]);
        return 0;
    }

    private static async Task StoppedAsync(CancellationToken ct)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = ct.Register(() => stopped.TrySetResult());
        await stopped.Task;
    }

    private static async Task WriteAsync(TestShop shop, Guid[] bottles, int seed, CancellationToken ct)
    {
        var random = new Random(seed);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await shop.MoveAsync(bottles[random.Next(bottles.Length)]);
                await timer.WaitForNextTickAsync(ct);
            }
            catch (Exception e) when (e is OperationCanceledException or Microsoft.EntityFrameworkCore.DbUpdateException or Npgsql.NpgsqlException)
            {
                // Another writer was first, or the shop closes: a move that did not happen.
                continue;
            }
        }
    }
}
