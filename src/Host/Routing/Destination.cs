using LeakyCauldron.BuildingBlocks.Discovery;

namespace LeakyCauldron.Host.Routing;

/// <summary>
/// One instance as this process has come to know it. Two kinds of trouble are told apart: what cannot be reached is left alone (breaker), what answers 5xx is passed over
/// for others but still asked where there is none, since one broken page must not close a whole module.
/// </summary>
internal sealed class Destination(ServiceInstance instance, TimeProvider time)
{
    private const int FailuresToOpen = 3;
    private const int LeastErrors = 5;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private int _inFlight;
    private int _failures;
    private int _answers;
    private int _errors;
    private TimeSpan _pause = FirstPause;
    private DateTimeOffset _openUntil;
    private DateTimeOffset _windowStart;
    private DateTimeOffset _sickUntil;
    private bool _onTrial;

    public ServiceInstance Instance { get; } = instance;

    /// <summary>For YARP: without a trailing slash.</summary>
    public string Address { get; } = instance.Address.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>Stable and meaningless to callers; names the instance in an affinity cookie.</summary>
    public string AffinityKey { get; } =
        Convert.ToHexString(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{instance.App}\n{instance.InstanceId}")).AsSpan(0, 12)
        );

    /// <summary>Requests on their way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>True while requests are kept away because it could not be reached.</summary>
    public bool IsOpen => Volatile.Read(ref _failures) >= FailuresToOpen;

    /// <summary>True while others are preferred because it answers 5xx.</summary>
    public bool IsSick
    {
        get
        {
            lock (_lock)
            {
                return time.GetUtcNow() < _sickUntil;
            }
        }
    }

    /// <summary>False while the breaker is open. After its pause one request, or the probe, goes through as a trial.</summary>
    public bool TryEnter()
    {
        if (IsOpen)
        {
            lock (_lock)
            {
                if (_failures >= FailuresToOpen)
                {
                    if (_onTrial || time.GetUtcNow() < _openUntil)
                    {
                        return false;
                    }

                    _onTrial = true;
                }
            }
        }

        Interlocked.Increment(ref _inFlight);
        return true;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began, with what came of it; null if that was the caller's own doing.</summary>
    public void Leave(bool? reached, int status)
    {
        Interlocked.Decrement(ref _inFlight);
        if (reached is true && status < 500 && _failures == 0 && _errors == 0)
        {
            return;
        }

        lock (_lock)
        {
            _onTrial = false;
            switch (reached)
            {
                case true:
                    _failures = 0;
                    _pause = FirstPause;
                    Count(status >= 500);
                    break;
                case false:
                    if (++_failures >= FailuresToOpen)
                    {
                        _openUntil = time.GetUtcNow() + _pause;
                        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
                    }

                    break;
            }
        }
    }

    private void Count(bool error)
    {
        var now = time.GetUtcNow();
        if (now - _windowStart > Window)
        {
            (_windowStart, _answers, _errors) = (now, 0, 0);
        }

        _answers++;
        _errors += error ? 1 : 0;
        if (error && _errors >= LeastErrors && _errors * 2 >= _answers)
        {
            _sickUntil = now + Window;
        }
    }
}
