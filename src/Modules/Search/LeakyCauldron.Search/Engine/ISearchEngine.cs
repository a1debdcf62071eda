namespace LeakyCauldron.Search.Engine;

/// <summary>The one contract of the search engines. Readers see changes within a second.</summary>
internal interface ISearchEngine
{
    /// <summary>As the API names it.</summary>
    string Name { get; }

    /// <summary>True for an index that all processes of the shop use; false for one in each.</summary>
    bool IsShared { get; }

    /// <summary>The place in the event stream that the index reflects; null for an engine that the processes share, whose place the broker keeps.</summary>
    StreamPosition? Reached { get; }

    /// <summary>True if the index knows the product, as one that is sold or as one that was withdrawn.</summary>
    Task<bool> HasAsync(Guid productId, CancellationToken ct);

    /// <summary>
    /// Applies changes in the given order, skipping those that are not newer than the index. <paramref name="reached"/> is the place in the event stream
    /// after them, if the engine has one of its own.
    /// </summary>
    Task ApplyAsync(IReadOnlyList<ProductChange> changes, StreamPosition? reached, CancellationToken ct);

    /// <summary>Starts a second index beside the one that readers use; until it is published, changes go to both.</summary>
    /// <exception cref="RebuildInProgressException">Another one is being made, here or by another host.</exception>
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

    /// <summary>
    /// Makes it durable and puts readers onto it. <paramref name="position"/> is where the events that complete it begin, unless live changes have gone further.
    /// </summary>
    Task PublishAsync(StreamPosition position, CancellationToken ct);
}

internal sealed class RebuildInProgressException() : InvalidOperationException("The index is being rebuilt already.");

internal static class SearchErrors
{
    public static readonly Error Unavailable = Error.Unavailable(
        "search_unavailable",
        "Search has no index at the moment. The rest of the shop works."
    );
}
