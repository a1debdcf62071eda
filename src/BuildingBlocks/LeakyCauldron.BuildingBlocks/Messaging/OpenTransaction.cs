namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>Knows whether this flow of control holds a transaction that a call to another module would stretch over the network.</summary>
public static class OpenTransaction
{
    private static readonly AsyncLocal<bool> Open = new();

    /// <summary>Runs work inside a transaction; calls to other modules throw in it.</summary>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var outer = Open.Value;
        Open.Value = true;
        try
        {
            return await work();
        }
        finally
        {
            Open.Value = outer;
        }
    }

    /// <summary>Throws inside <see cref="RunAsync{T}"/>.</summary>
    public static void RefuseCalls()
    {
        if (Open.Value)
        {
            throw new InvalidOperationException("A module was called inside an open transaction. Write the step down and do it after the commit.");
        }
    }
}
