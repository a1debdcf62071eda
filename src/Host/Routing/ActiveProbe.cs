using System.Net.Sockets;

namespace LeakyCauldron.Host.Routing;

/// <summary>
/// Tries the instances that could not be reached until they can be, so that no request has to find out. Whether an instance is ill although it can be reached is the
/// registry's own check to say.
/// </summary>
internal sealed class ActiveProbe(RouteTableSource table, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var open = table.Current.Pools.Values.SelectMany(p => p.Destinations).Where(d => d.IsOpen).ToArray();
            await Task.WhenAll(open.Where(d => d.TryEnter()).Select(d => ProbeAsync(d, stoppingToken)));
        }
    }

    private static async Task ProbeAsync(Destination destination, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        bool? reached = null;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(destination.Instance.Address.Host, destination.Instance.Address.Port, patience.Token);
            reached = true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            reached = ct.IsCancellationRequested ? null : false;
        }
        finally
        {
            destination.Leave(reached, 200);
        }
    }
}
