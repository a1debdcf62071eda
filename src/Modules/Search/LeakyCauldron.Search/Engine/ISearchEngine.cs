namespace LeakyCauldron.Search.Engine;

/// <summary>
/// The one contract of the search engines. Readers see changes within a fraction of a second; durable is what has been committed, together with the
/// position in the catalogue's event stream that it reflects.
/// </summary>
internal interface ISearchEngine
{
    /// <summary>As the API names it.</summary>
    string Name { get; }

    /// <summary>Opens what was fed by the named kind of event stream. Null means that nothing usable is: no index, a damaged one, or one of another schema or stream.</summary>
    Task<StreamPosition?> OpenAsync(string stream, CancellationToken ct);

    /// <summary>The position that the index in use reflects, committed or not.</summary>
    StreamPosition? Reached { get; }

    /// <summary>True if the index knows the product.</summary>
    Task<bool> HasAsync(Guid productId, CancellationToken ct);

    /// <summary>Applies changes in the given order, skipping those that are not newer than the index; <paramref name="reached"/> is stored with the next commit.</summary>
    Task ApplyAsync(IReadOnlyList<ProductChange> changes, StreamPosition reached, CancellationToken ct);

    /// <summary>Starts a second index beside the one that readers use; until it is published, changes go to both.</summary>
    Task<IIndexRebuild> BeginRebuildAsync(CancellationToken ct);

    /// <summary>503 <c>search_unavailable</c> while there is no index.</summary>
    Task<Result<SearchPage>> SearchAsync(ProductQuery query, CancellationToken ct);

    /// <summary>503 <c>search_unavailable</c> while there is no index.</summary>
    Task<Result<Suggestions>> SuggestAsync(string text, int limit, CancellationToken ct);
}

/// <summary>An index in the making; disposing it unpublished throws it away.</summary>
internal interface IIndexRebuild : IAsyncDisposable
{
    /// <summary>Adds a page of the catalogue; what changed meanwhile wins by its version.</summary>
    Task AddAsync(IReadOnlyList<ProductUpserted> products, CancellationToken ct);

    /// <summary>Commits it with the position from which events complete it, and puts readers onto it. A position that live changes have reached meanwhile wins.</summary>
    Task PublishAsync(StreamPosition position, CancellationToken ct);
}
