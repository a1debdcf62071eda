using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Search.Reindexing;

internal sealed record ReindexRequested : IDomainEvent;

internal enum ReindexStatus
{
    Requested,
    Running,
    Completed,
    Failed,
}

/// <summary>One rebuild of the index that staff asked for, as far as it has come.</summary>
internal sealed class ReindexRun : AggregateRoot
{
    public ReindexStatus Status { get; private set; }

    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>When its process was last heard of; one that is silent for <see cref="Silence"/> is dead, and another takes the run over.</summary>
    public DateTimeOffset BeatAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public int Processed { get; private set; }

    /// <summary>Products of the index before; null while there was none.</summary>
    public long? Expected { get; private set; }

    public string? Failure { get; private set; }

    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    public static ReindexRun Request(DateTimeOffset now)
    {
        var run = new ReindexRun
        {
            Id = Guid.CreateVersion7(now),
            RequestedAt = now,
            BeatAt = now,
        };
        run.Raise(new ReindexRequested());
        return run;
    }

    public bool IsOpenAt(DateTimeOffset now) => Status is ReindexStatus.Requested or ReindexStatus.Running && now - BeatAt < Silence;
}
