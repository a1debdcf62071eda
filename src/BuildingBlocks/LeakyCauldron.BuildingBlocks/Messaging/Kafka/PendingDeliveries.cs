namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>Counts the delivery reports of one call.</summary>
internal sealed class PendingDeliveries(int count)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PublishFailure?[] _failures = new PublishFailure?[count];
    private readonly bool[] _reported = new bool[count];
    private readonly Lock _lock = new();
    private int _missing = count;
    private readonly bool _empty = count == 0;

    /// <summary>True once all are reported; false if the time was over, or it was cancelled, before.</summary>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken ct)
    {
        if (!_empty)
        {
            await _done.Task.WaitAsync(timeout, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return _empty || _done.Task.IsCompleted;
    }

    public void Set(int index, PublishFailure? failure)
    {
        lock (_lock)
        {
            if (_reported[index])
            {
                return;
            }

            _reported[index] = true;
            _failures[index] = failure;
            if (--_missing > 0)
            {
                return;
            }
        }

        _done.TrySetResult();
    }

    /// <summary>The answer as it is now; what was not reported is in doubt, which counts as not sent.</summary>
    public IReadOnlyList<PublishFailure?> Take(string doubt)
    {
        lock (_lock)
        {
            var inDoubt = new PublishFailure(doubt, Refused: false);
            return [.. _failures.Select((failure, i) => _reported[i] ? failure : inDoubt)];
        }
    }
}
