using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Live;

/// <summary>One open connection of one person.</summary>
internal sealed class LiveStream(Guid userId, Action<LiveStream> close, TimeProvider time) : IDisposable
{
    private readonly Signal _advanced = new();
    private long _latest;

    public Guid UserId { get; } = userId;

    /// <summary>The person's inbox has reached this number.</summary>
    public void Advance(long sequence)
    {
        if (sequence > Interlocked.Read(ref _latest))
        {
            Interlocked.Exchange(ref _latest, sequence);
            _advanced.Set();
        }
    }

    /// <summary>True once there is more than <paramref name="position"/>; false if the time is up.</summary>
    public async Task<bool> WaitBeyondAsync(long position, TimeSpan atMost, CancellationToken ct)
    {
        var next = _advanced.Next;
        if (Interlocked.Read(ref _latest) <= position)
        {
            await Signal.WaitAsync(next, atMost, time, ct);
        }

        return Interlocked.Read(ref _latest) > position;
    }

    public void Dispose() => close(this);
}
