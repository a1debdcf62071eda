namespace LeakyCauldron.Registry.Leases;

/// <summary>Wakes the directory of this host when it changed something itself.</summary>
internal sealed class DirectorySignal
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Next => _next.Task;

    public void Set() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
