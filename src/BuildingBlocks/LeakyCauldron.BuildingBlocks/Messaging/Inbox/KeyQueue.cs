using System.Diagnostics;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>
/// Deliveries of one key to one handler, of which the first has failed: they wait for each other, in order, while those of other keys go on.
/// </summary>
internal sealed class KeyQueue
{
    private static readonly TimeSpan FirstRace = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly Queue<Delivery> _deliveries = [];
    private long _since = Stopwatch.GetTimestamp();
    private TimeSpan _wait;
    private int _races;
    private int _failures;

    /// <summary>How often the first has failed for a reason of its own.</summary>
    public int Attempts { get; private set; }

    public bool IsEmpty => _deliveries.Count == 0;

    public Delivery First => _deliveries.Peek();

    /// <summary>What is left of the wait for the next attempt; not positive once it is over.</summary>
    public TimeSpan Remaining => _wait - Stopwatch.GetElapsedTime(_since);

    public void Add(Delivery delivery) => _deliveries.Enqueue(delivery);

    /// <summary>The first is done with: the next starts with a clean slate.</summary>
    public void Advance()
    {
        _deliveries.Dequeue();
        (Attempts, _races, _failures, _wait) = (0, 0, 0, TimeSpan.Zero);
    }

    /// <summary>Notes a failure of the first. A lost race is settled by a second look, and costs no attempt for the first <paramref name="freeRaces"/> times.</summary>
    public void Failed(FailureKind kind, int freeRaces)
    {
        var counts = kind == FailureKind.Handler || kind == FailureKind.Malformed || (kind == FailureKind.LostRace && ++_races > freeRaces);
        Attempts += counts ? 1 : 0;
        _failures = kind == FailureKind.LostRace ? 0 : _failures + 1;
        _since = Stopwatch.GetTimestamp();
        _wait = Backoff.After(Math.Max(0, _failures - 1), _failures == 0 ? FirstRace : FirstRetry, LongestRetry);
    }
}
