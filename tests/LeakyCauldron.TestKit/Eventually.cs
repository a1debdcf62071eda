using System.Diagnostics;
using Xunit;

namespace LeakyCauldron.TestKit;

/// <summary>Waits for a condition instead of for a time, and says what it waited for when it gives up.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Until the condition holds; a condition that throws does not hold yet.</summary>
    public static Task Async(Func<bool> condition, string reason, TimeSpan? timeout = null) =>
        Async(() => Task.FromResult(condition()), reason, timeout);

    /// <summary>Until the condition holds; a condition that throws does not hold yet.</summary>
    public static Task Async(Func<Task<bool>> condition, string reason, TimeSpan? timeout = null) =>
        PollAsync(async () => await condition() ? condition : null, reason, timeout);

    /// <summary>Until the assertions pass.</summary>
    public static Task Async(Func<Task> assertions, string reason, TimeSpan? timeout = null) =>
        PollAsync(
            async () =>
            {
                await assertions();
                return assertions;
            },
            reason,
            timeout
        );

    /// <summary>Until the probe finds something, which is returned.</summary>
    public static Task<T> Async<T>(Func<Task<T?>> probe, string reason, TimeSpan? timeout = null)
        where T : class => PollAsync(probe, reason, timeout);

    private static async Task<T> PollAsync<T>(Func<Task<T?>> probe, string reason, TimeSpan? timeout)
        where T : class
    {
        var limit = timeout ?? DefaultTimeout;
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        var attempts = 0;
        Exception? last = null;
        do
        {
            attempts++;
            try
            {
                if (await probe() is { } found)
                {
                    return found;
                }

                last = null;
            }
            catch (Exception exception)
            {
                last = exception;
            }
        } while (Stopwatch.GetElapsedTime(started) < limit && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken));

        var because = last is null ? "" : $" The last attempt failed: {last.Message}";
        throw new TimeoutException($"Gave up after {limit} and {attempts} attempts waiting for: {reason}.{because}", last);
    }
}
