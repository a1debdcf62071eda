namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>Setting <c>Modules:Calls</c>: bounds of calls between the processes of the shop.</summary>
internal sealed class RemoteCallOptions
{
    /// <summary>A whole call, retries included; a call that is made while another is served has what that one has left.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>One attempt of a contract that may be sent again; one that may not has the whole time.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a process that itself is still starting waits for an owner to appear.</summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Largest request, in bytes.</summary>
    public int LargestRequest { get; init; } = 4 * 1024 * 1024;

    /// <summary>Largest answer, in bytes.</summary>
    public int LargestAnswer { get; init; } = 32 * 1024 * 1024;
}
