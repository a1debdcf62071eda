using System.Text.Json;
using System.Threading.Channels;
using LeakyCauldron.Search.Contracts;

namespace LeakyCauldron.Search.Reindexing;

/// <summary>Runs that this process has heard of.</summary>
internal sealed class ReindexQueue
{
    private readonly Channel<Guid> _runs = Channel.CreateUnbounded<Guid>();

    public ChannelReader<Guid> Runs => _runs.Reader;

    public void Add(Guid run) => _runs.Writer.TryWrite(run);
}

/// <summary>Lets every process know of a run; what was asked for while a process was away is not its concern, for it looks after its index at its start.</summary>
internal sealed class HearOfReindex(ReindexQueue queue) : IEverywhereConsumer
{
    public Task<StreamPosition?> StartFromAsync(string topic, CancellationToken ct) => Task.FromResult<StreamPosition?>(null);

    /// <summary>Runs that it missed are not its concern here either: the index's own reader has fallen behind with it, and makes the index anew.</summary>
    public Task<StreamPosition?> RebuildAsync(string topic, CancellationToken ct) => StartFromAsync(topic, ct);

    public Task HandleAsync(string topic, IReadOnlyList<EventEnvelope> batch, StreamPosition reached, CancellationToken ct)
    {
        foreach (var envelope in batch)
        {
            queue.Add(JsonSerializer.Deserialize<ReindexRequestedV1>(envelope.Data.Span, Json.Wire)!.RunId);
        }

        return Task.CompletedTask;
    }
}
