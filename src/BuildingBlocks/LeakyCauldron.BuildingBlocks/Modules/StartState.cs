namespace LeakyCauldron.BuildingBlocks.Modules;

/// <summary>How far the start has come; readiness waits for the end of it.</summary>
public sealed class StartState
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is being done now, for <c>/health/ready</c>.</summary>
    public string Step { get; set; } = "starting";

    /// <summary>True once migrations, sample data and start-up tasks are done.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>Completes when ready.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Called once, by the host.</summary>
    public void MarkReady()
    {
        Step = "ready";
        _ready.TrySetResult();
    }
}
