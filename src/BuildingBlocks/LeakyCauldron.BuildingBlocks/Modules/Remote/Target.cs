using LeakyCauldron.BuildingBlocks.Discovery;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>An instance that calls may go to, with what this process has seen of it: calls under way, and a circuit breaker.</summary>
internal sealed class Target(ServiceInstance instance, TimeProvider time)
{
    private const int FailuresToOpen = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private readonly Lock _lock = new();
    private int _underWay;
    private int _failures;
    private DateTimeOffset _closedUntil;
    private bool _probing;

    public Uri Address { get; } = instance.Address;

    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>False while the breaker is open. Once its pause is over a single call may try.</summary>
    public bool MayTry
    {
        get
        {
            lock (_lock)
            {
                return _failures < FailuresToOpen || (!_probing && time.GetUtcNow() >= _closedUntil);
            }
        }
    }

    /// <summary>False if another call has become the one that tries.</summary>
    public bool Begin()
    {
        lock (_lock)
        {
            if (_failures >= FailuresToOpen)
            {
                if (_probing || time.GetUtcNow() < _closedUntil)
                {
                    return false;
                }

                _probing = true;
            }
        }

        Interlocked.Increment(ref _underWay);
        return true;
    }

    /// <summary>Null: the call ended without saying anything about the instance.</summary>
    public void End(bool? answered)
    {
        Interlocked.Decrement(ref _underWay);
        lock (_lock)
        {
            _probing = false;
            if (answered == true)
            {
                _failures = 0;
            }
            else if (answered == false && ++_failures >= FailuresToOpen)
            {
                var pause = FirstPause * Math.Pow(2, Math.Min(_failures - FailuresToOpen, 8));
                _closedUntil = time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
            }
        }
    }
}
