namespace LeakyCauldron.Search.Indexing;

/// <summary>Lets the event consumer wait until there is an index to feed.</summary>
internal sealed class IndexState
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => _open.Task.IsCompletedSuccessfully;

    public Task WhenOpenAsync(CancellationToken ct) => _open.Task.WaitAsync(ct);

    public void MarkOpen() => _open.TrySetResult();
}
