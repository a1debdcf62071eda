using System.Collections.Frozen;

namespace LeakyCauldron.BuildingBlocks.Http.Auth;

/// <summary>
/// Sessions that were ended while access tokens of them may still be about; the host follows Identity's list. A token of one of them is refused in every process,
/// seconds after the session ended and not only when the token runs out.
/// </summary>
public sealed class EndedSessions
{
    private volatile FrozenSet<string> _ids = FrozenSet<string>.Empty;

    /// <summary>True if the session is known to have ended.</summary>
    public bool Contains(string? sessionId) => sessionId is not null && _ids.Contains(sessionId);

    /// <summary>Takes over a new list.</summary>
    public void Replace(IEnumerable<Guid> ids) => _ids = ids.Select(i => i.ToString()).ToFrozenSet(StringComparer.Ordinal);
}
