using System.Collections.Concurrent;

namespace LeakyCauldron.BuildingBlocks.Modules;

/// <summary>How far the start has come; readiness waits for the end of it.</summary>
public sealed class StartState
{
    private readonly ConcurrentDictionary<string, bool> _answering = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is being done now, for <c>/health/ready</c>.</summary>
    public string Step { get; set; } = "starting";

    /// <summary>True once migrations, sample data and start-up tasks are done.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>Completes when ready.</summary>
    public Task Ready => _ready.Task;

    /// <summary>
    /// True once the module's sample data is there: from then on other processes that are starting may ask it, since theirs may build on it. Waiting for all of this
    /// process would let two processes wait for each other.
    /// </summary>
    public bool Answers(string module) => IsReady || _answering.ContainsKey(module);

    /// <summary>The module's sample data is there, or there is none.</summary>
    public void MarkAnswering(string module) => _answering[module] = true;

    /// <summary>Called once, by the host.</summary>
    public void MarkReady()
    {
        Step = "ready";
        _ready.TrySetResult();
    }
}
