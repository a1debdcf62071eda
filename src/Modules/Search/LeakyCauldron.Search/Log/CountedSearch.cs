namespace LeakyCauldron.Search.Log;

/// <summary>How often something was searched on one day (UTC), by nobody in particular.</summary>
internal sealed class CountedSearch
{
    public DateOnly Day { get; init; }

    /// <summary>In lower case, with single blanks.</summary>
    public required string Text { get; init; }

    public long Count { get; init; }

    /// <summary>Those that found nothing, or nothing with all the words.</summary>
    public long Zero { get; init; }

    public long TotalMs { get; init; }

    public long SlowestMs { get; init; }
}
