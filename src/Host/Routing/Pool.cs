namespace LeakyCauldron.Host.Routing;

/// <summary>The instances of one application that take requests.</summary>
internal sealed class Pool(string app, IReadOnlyList<Destination> destinations)
{
    public string App { get; } = app;

    public IReadOnlyList<Destination> Destinations { get; } = destinations;

    /// <summary>
    /// The less busy of two taken at random, of those that were not tried and do not answer errors; the caller's own instance first, if it has one. Null if none can be
    /// asked now. What is returned has been entered.
    /// </summary>
    public Destination? Enter(List<Destination>? tried, string? affinity)
    {
        if (affinity is not null)
        {
            foreach (var own in Destinations)
            {
                if (own.AffinityKey == affinity && !own.IsSick && tried?.Contains(own) != true && own.TryEnter())
                {
                    return own;
                }
            }
        }

        if (Destinations.Count == 1)
        {
            return tried is null && Destinations[0].TryEnter() ? Destinations[0] : null;
        }

        var left = Destinations.Where(d => tried?.Contains(d) != true).ToList();
        return EnterOneOf(left.FindAll(d => !d.IsSick && !d.IsOpen)) ?? EnterOneOf(left.FindAll(d => !d.IsSick)) ?? EnterOneOf(left);
    }

    private static Destination? EnterOneOf(List<Destination> candidates)
    {
        while (candidates.Count > 0)
        {
            var first = Random.Shared.Next(candidates.Count);
            var second = candidates.Count == 1 ? first : (first + 1 + Random.Shared.Next(candidates.Count - 1)) % candidates.Count;
            var chosen = candidates[second].InFlight < candidates[first].InFlight ? second : first;
            if (candidates[chosen].TryEnter())
            {
                return candidates[chosen];
            }

            candidates.RemoveAt(chosen);
        }

        return null;
    }
}
