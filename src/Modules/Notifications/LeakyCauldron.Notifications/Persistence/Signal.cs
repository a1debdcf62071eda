namespace LeakyCauldron.Notifications.Persistence;

/// <summary>Wakes waiting loops. Take <see cref="Next"/> before looking for work, and await it after: nothing between the two is missed.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = Create();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Set() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    /// <summary>Until the taken <paramref name="signalled"/> is set or the time is up.</summary>
    public static async Task WaitAsync(Task signalled, TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(signalled, Task.Delay(atMost, time, limit.Token));
        await limit.CancelAsync();
        ct.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
