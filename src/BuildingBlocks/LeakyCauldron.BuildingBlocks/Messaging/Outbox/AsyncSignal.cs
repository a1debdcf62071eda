namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>Wakes one waiter; signals that come while nobody waits are kept as one.</summary>
internal sealed class AsyncSignal : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0);
    private int _set;

    public void Set()
    {
        if (Interlocked.Exchange(ref _set, 1) == 0)
        {
            _semaphore.Release();
        }
    }

    /// <summary>True if signalled, false if the time was over first.</summary>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken ct)
    {
        if (!await _semaphore.WaitAsync(timeout, ct))
        {
            return false;
        }

        // Before the waiter looks at the database: a signal after this point asks for another look.
        Volatile.Write(ref _set, 0);
        return true;
    }

    public void Dispose() => _semaphore.Dispose();
}
