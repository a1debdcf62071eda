namespace LeakyCauldron.Identity.Passwords;

/// <summary>
/// Makes an answer that must not tell whether an account exists take the same time either way: nothing is given out before a moment that the longer way reaches
/// comfortably.
/// </summary>
internal sealed class EvenTime(TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(120);

    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var result = await work();
        var rest = Least - time.GetElapsedTime(started);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, ct);
        }

        return result;
    }
}
