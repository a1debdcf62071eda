namespace LeakyCauldron.Host.Map;

/// <summary>What went over one edge in the last seconds.</summary>
/// <param name="From">A module, or <c>visitors</c>.</param>
/// <param name="To">A module.</param>
/// <param name="Kind"><c>request</c>, <c>call</c> between modules, or <c>event</c>.</param>
/// <param name="PerSecond">Over the last ten seconds.</param>
/// <param name="Errors">Failures in them: 5xx, an exception, a handler that gave up.</param>
/// <param name="Milliseconds">Mean time.</param>
internal sealed record EdgeDto(string From, string To, string Kind, double PerSecond, long Errors, double Milliseconds);

/// <summary>One edge's counts, a slot a second.</summary>
internal sealed class EdgeTraffic
{
    private const int Seconds = 10;

    private readonly Lock _lock = new();
    private readonly (long Second, int Count, int Errors, double Milliseconds)[] _slots = new (long, int, int, double)[Seconds];

    public void Add(long second, bool failed, double milliseconds)
    {
        lock (_lock)
        {
            ref var slot = ref _slots[second % Seconds];
            slot = slot.Second == second ? slot : (second, 0, 0, 0);
            slot = (second, slot.Count + 1, slot.Errors + (failed ? 1 : 0), slot.Milliseconds + milliseconds);
        }
    }

    /// <summary>Null if nothing went over it lately.</summary>
    public EdgeDto? Read(long now, (string From, string To, string Kind) edge)
    {
        var (count, errors, milliseconds) = (0, 0, 0.0);
        lock (_lock)
        {
            foreach (var slot in _slots)
            {
                if (now - slot.Second < Seconds)
                {
                    (count, errors, milliseconds) = (count + slot.Count, errors + slot.Errors, milliseconds + slot.Milliseconds);
                }
            }
        }

        return count == 0 ? null : new(edge.From, edge.To, edge.Kind, count / (double)Seconds, errors, Math.Round(milliseconds / count, 1));
    }
}
