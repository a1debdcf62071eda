using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.BuildingBlocks.Http.RateLimits;

/// <summary>What is left of a limit after a call.</summary>
/// <param name="Policy">The limit.</param>
/// <param name="Remaining">Calls that may follow at once.</param>
/// <param name="RetryAfter">Null if the call may go on; else when the next may.</param>
public sealed record RateLimitState(RateLimitPolicy Policy, int Remaining, TimeSpan? RetryAfter)
{
    /// <summary>Seconds until the limit is whole again.</summary>
    public int ResetSeconds => Seconds(Policy.Window * (Policy.Limit - Remaining) / Policy.Limit);

    /// <summary>429, or null if the call may go on.</summary>
    public Error? Refusal =>
        RetryAfter is { } wait
            ? new Error(ErrorKind.TooMany, "rate_limited", "Too many calls; try again later.") { RetryAfterSeconds = Math.Max(1, Seconds(wait)) }
            : null;

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);
}

/// <summary>
/// Token buckets by policy and key, in this process. <c>RateLimits:Enabled=false</c> turns all of them off.
/// </summary>
public sealed class ShopRateLimiter : IDisposable
{
    private readonly Dictionary<string, RateLimitPolicy> _policies;
    private readonly PartitionedRateLimiter<(RateLimitPolicy Policy, string Key)> _buckets = PartitionedRateLimiter.Create<
        (RateLimitPolicy Policy, string Key),
        (string, string)
    >(of =>
        RateLimitPartition.GetTokenBucketLimiter(
            (of.Policy.Name, of.Key),
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = of.Policy.Limit,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = of.Policy.Window / of.Policy.Limit,
                QueueLimit = 0,
            }
        )
    );

    /// <summary>Knows the policies of all modules.</summary>
    public ShopRateLimiter(IEnumerable<RateLimitPolicy> policies, IConfiguration configuration)
    {
        _policies = policies.ToDictionary(p => p.Name, StringComparer.Ordinal);
        Enabled = configuration.GetValue("RateLimits:Enabled", true);
    }

    /// <summary>False if the settings turn limits off.</summary>
    public bool Enabled { get; }

    /// <summary>Counts a call; null if limits are off.</summary>
    public RateLimitState? Take(string policy, string key) => Enabled ? Take(_policies[policy], key) : null;

    /// <summary>Counts a call against a policy that no endpoint names; null if limits are off.</summary>
    public RateLimitState? Take(RateLimitPolicy policy, string key)
    {
        if (!Enabled)
        {
            return null;
        }

        var resource = (policy, key);
        using var lease = _buckets.AttemptAcquire(resource);
        var remaining = (int)(_buckets.GetStatistics(resource)?.CurrentAvailablePermits ?? 0);
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : policy.Window / policy.Limit;
        return new(policy, remaining, lease.IsAcquired ? null : wait);
    }

    /// <summary>Counts a call; the 429 if it is one too many.</summary>
    public Error? Check(string policy, string key) => Take(policy, key)?.Refusal;

    /// <inheritdoc />
    public void Dispose() => _buckets.Dispose();
}
