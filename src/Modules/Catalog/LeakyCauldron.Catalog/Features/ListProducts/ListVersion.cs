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

    /// <summary>Only the one look at a time touches it.</summary>
    private (long Version, DateTimeOffset? NextChange) _known = (-1, null);

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
        if (
            await AskAsync("SELECT coalesce(sum(count), 0)::bigint, NULL::timestamptz FROM catalog.list_changes") is var seen
            && seen.Version != _known.Version
        )
        {
            // When time alone changes something next is written with the products, so it is the same as long as the version is. Both come from one snapshot.
            _known = await AskAsync(
                """
                SELECT (SELECT coalesce(sum(count), 0)::bigint FROM catalog.list_changes),
                    (SELECT next_change_at FROM catalog.products
                     WHERE next_change_at IS NOT NULL AND deleted_at IS NULL ORDER BY next_change_at LIMIT 1)
                """
            );
        }

        return _known.NextChange <= clock.GetUtcNow() ? null : _known.Version;
    }

    private async Task<(long Version, DateTimeOffset? NextChange)> AskAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.InstantOrNull(1));
    }
}
