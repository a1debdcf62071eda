namespace LeakyCauldron.Catalog.Features.ListProducts;

/// <summary>
/// Whether anything that lists show has changed, on whichever host. Statement triggers count in the writing transaction, so a page read after a version holds everything that
/// was committed before it. One look serves all who wait: a request joins the next look, never one that has begun before it came.
/// </summary>
internal sealed class ListVersion([FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<long?>? _next;
    private bool _looking;

    /// <summary>The version as of an instant after the call; null while time itself has changed something that is not written yet.</summary>
    public Task<long?> ReadAsync()
    {
        lock (_lock)
        {
            _next ??= new TaskCompletionSource<long?>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_looking)
            {
                _looking = true;
                _ = Task.Run(LookAsync);
            }

            return _next.Task;
        }
    }

    private async Task LookAsync()
    {
        while (true)
        {
            TaskCompletionSource<long?> look;
            lock (_lock)
            {
                if (_next is null)
                {
                    _looking = false;
                    return;
                }

                (look, _next) = (_next, null);
            }

            try
            {
                look.SetResult(await AskAsync());
            }
            catch (Exception e)
            {
                look.SetException(e);
            }
        }
    }

    private async Task<long?> AskAsync()
    {
        await using var command = database.CreateCommand(
            """
            SELECT (SELECT coalesce(sum(count), 0)::bigint FROM catalog.list_changes),
                EXISTS (SELECT FROM catalog.products WHERE next_change_at <= $1 AND deleted_at IS NULL)
            """
        );
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow() });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return reader.GetBoolean(1) ? null : reader.GetInt64(0);
    }
}
