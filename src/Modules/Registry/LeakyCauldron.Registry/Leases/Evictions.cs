using LeakyCauldron.Registry.Domain;

namespace LeakyCauldron.Registry.Leases;

/// <summary>
/// Forgets instances whose lease ended. If more than 15 % of at least ten addresses are silent at once, the network is more likely to be ill than they: then they are kept
/// for a while (self-preservation).
/// </summary>
internal sealed partial class Evictions(Registrations registrations, RegistryOptions options, ILogger<Evictions> logger)
{
    private const int SmallRegistry = 10;
    private const double RenewalThreshold = 0.85;
    private static readonly TimeSpan LongestPreservation = TimeSpan.FromMinutes(15);

    /// <summary>True while silent instances are kept.</summary>
    public bool Preserving { get; private set; }

    public async Task<int> EvictAsync(CancellationToken ct)
    {
        var count = await registrations.ChangeAsync(
            async (db, now) =>
            {
                var all = await db.Instances.ToListAsync(ct);
                var silent = all.Where(i => i.ExpiresAt <= now).ToList();
                Preserving = options.SelfPreservation && IsTooMany(all, silent);
                var gone = Preserving ? silent.Where(i => i.ExpiresAt <= now - LongestPreservation).ToList() : silent;
                gone.ForEach(i => Registrations.Remove(db, i, HistoryKind.Expired, now));
                return gone.Count;
            },
            ct
        );
        if (count > 0)
        {
            Evicted(logger, count);
        }

        return count;
    }

    private static bool IsTooMany(List<Instance> all, List<Instance> silent)
    {
        var addresses = all.Select(i => i.Address).Distinct(StringComparer.Ordinal).Count();
        var lost = silent.Select(i => i.Address).Distinct(StringComparer.Ordinal).Count();
        return addresses >= SmallRegistry && addresses - lost < addresses * RenewalThreshold;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} registered instances were not heard of for a whole lease and are forgotten")]
    private static partial void Evicted(ILogger logger, int count);
}
