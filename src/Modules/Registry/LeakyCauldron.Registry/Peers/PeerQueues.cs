using System.Threading.Channels;

namespace LeakyCauldron.Registry.Peers;

/// <summary>
/// What is still to be told to each peer. It is bounded and may lose the oldest: a lost registration is told again with the instance's next renewal, since a peer that does not
/// know it asks for it.
/// </summary>
internal sealed class PeerQueues(RegistryOptions options, TimeProvider time)
{
    private const int MostWaiting = 10_000;

    public IReadOnlyList<(Uri Peer, Channel<PeerNews> News)> All { get; } =
    [
        .. RegistryOptions
            .Addresses(options.Peers, "Registry__Peers")
            .Select(peer =>
                (
                    peer,
                    Channel.CreateBounded<PeerNews>(
                        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
                    )
                )
            ),
    ];

    public void Tell(PeerNewsKind kind, string app, string id)
    {
        foreach (var (_, news) in All)
        {
            news.Writer.TryWrite(new PeerNews(kind, app, id, time.GetTimestamp()));
        }
    }
}
