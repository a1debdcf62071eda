namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>
/// A module in another process failed in a way that would have been an exception in this one, so it is one here too; or nobody knows whether a request that must not be
/// sent twice had its effect.
/// </summary>
public sealed class RemoteFailureException(int status, Error error) : Exception($"{error.Code}: {error.Message}")
{
    /// <summary>HTTP status that the other process would have answered an outside caller with.</summary>
    public int Status { get; } = status;

    /// <summary>What it would have told.</summary>
    public Error Error { get; } = error;
}
