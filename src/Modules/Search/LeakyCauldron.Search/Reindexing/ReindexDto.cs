namespace LeakyCauldron.Search.Reindexing;

/// <summary>The latest rebuild of the search index.</summary>
/// <param name="Id">The run.</param>
/// <param name="Status"><c>requested</c>, <c>running</c>, <c>completed</c> or <c>failed</c>; searches use the old index until it is completed.</param>
/// <param name="Processed">Products put into the new index so far.</param>
/// <param name="Total">Products of the index before, which tells about how many there will be; null if there was none.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Error">Why it failed, if so.</param>
internal sealed record ReindexDto(
    Guid Id,
    ReindexStatus Status,
    int Processed,
    long? Total,
    DateTimeOffset RequestedAt,
    DateTimeOffset? FinishedAt,
    string? Error
)
{
    public static ReindexDto Of(ReindexRun run) => new(run.Id, run.Status, run.Processed, run.Expected, run.RequestedAt, run.FinishedAt, run.Failure);
}
