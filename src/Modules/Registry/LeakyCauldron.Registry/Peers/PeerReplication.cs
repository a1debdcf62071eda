using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Registry.Peers;

/// <summary>Tells each peer of what changed here, one after the other in order; what is older than a renewal interval is left to the next renewal.</summary>
internal sealed partial class PeerReplication(PeerQueues queues, PeerMessages messages, TimeProvider time, ILogger<PeerReplication> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>That this process goes is said while it goes, or its peers wait for its lease to end.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, news) in queues.All)
        {
            news.Writer.TryComplete();
        }

        if (ExecuteTask is { } telling)
        {
            await Task.WhenAny(telling, Task.Delay(LastWords, time, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(queues.All.Select(q => TellAsync(q.Peer, q.News.Reader, stoppingToken)));

    private async Task TellAsync(Uri peer, ChannelReader<PeerNews> news, CancellationToken ct)
    {
        var away = false;
        await foreach (var item in news.ReadAllAsync(ct))
        {
            while (time.GetElapsedTime(item.At) < Stale)
            {
                try
                {
                    await messages.SendAsync(peer, item, ct);
                    if (away)
                    {
                        Back(logger, peer.Authority);
                    }

                    away = false;
                    break;
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
                {
                    if (!away)
                    {
                        Away(logger, peer.Authority, e.Message);
                    }

                    away = true;
                    await Task.Delay(Pause, time, ct);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registry's peer {Peer} is away; it hears of changes with the next renewals. {Reason}")]
    private static partial void Away(ILogger logger, string peer, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The registry's peer {Peer} is back")]
    private static partial void Back(ILogger logger, string peer);
}
