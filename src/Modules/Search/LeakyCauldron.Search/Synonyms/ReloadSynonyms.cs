using LeakyCauldron.Search.Persistence;

namespace LeakyCauldron.Search.Synonyms;

/// <summary>Keeps every process's synonyms as they are in the database: read at the start, and again when they were changed.</summary>
internal sealed class ReloadSynonyms(SynonymBook book, IEventTransport transport, IServiceScopeFactory scopes) : IEverywhereConsumer
{
    /// <summary>The place is noted before the list is read, so that a change in between is read twice and never missed.</summary>
    public async Task<StreamPosition?> StartFromAsync(string topic, CancellationToken ct)
    {
        var position = await transport.EndOfAsync(topic, ct);
        await LoadAsync(ct);
        return position;
    }

    public Task HandleAsync(string topic, IReadOnlyList<EventEnvelope> batch, StreamPosition reached, CancellationToken ct) => LoadAsync(ct);

    public Task<StreamPosition?> RebuildAsync(string topic, CancellationToken ct) => StartFromAsync(topic, ct);

    private async Task LoadAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SearchDbContext>();
        var list = await db.Synonyms.AsNoTracking().SingleOrDefaultAsync(ct);
        book.Use(list?.Rules ?? []);
    }
}
