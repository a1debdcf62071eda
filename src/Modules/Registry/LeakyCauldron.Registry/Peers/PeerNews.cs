namespace LeakyCauldron.Registry.Peers;

internal enum PeerNewsKind
{
    /// <summary>A foreign service's registration, metadata or status, as it is now.</summary>
    Registered,

    Renewed,

    Overridden,

    /// <summary>Not there any more.</summary>
    Cancelled,

    /// <summary>One of the shop's own processes registered or renewed.</summary>
    ProcessRenewed,

    ProcessRemoved,
}

/// <summary>What a peer is to be told. It names who changed; what is told is read when it is sent, so that a peer that was away hears the newest.</summary>
/// <param name="App">The application; empty for a process.</param>
/// <param name="Id">The instance's id, or the process's.</param>
internal readonly record struct PeerNews(PeerNewsKind Kind, string App, string Id, long At);
