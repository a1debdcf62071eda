using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Synonyms;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Search.Embedded;

/// <summary>The engine inside the process: a Lucene index under the data folder.</summary>
internal sealed class EmbeddedEngine(IConfiguration configuration, SynonymBook synonyms, TimeProvider time, ILogger<EmbeddedEngine> log)
    : ISearchEngine,
        IAsyncDisposable
{
    private const int Many = 500;
    private static readonly TimeSpan RefreshAtMostEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Each refresh makes a segment that is merged later: a flood of changes is shown less often.</summary>
    private static readonly TimeSpan RefreshOfManyAtMostEvery = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _writing = new(1);
    private string _stream = "";
    private IndexFolder? _folder;
    private LuceneIndex? _live;
    private EmbeddedRebuild? _rebuild;
    private StreamPosition? _reached;
    private bool _dirty;
    private bool _disposed;
    private long _refreshed;

    public string Name => "lucene";

    public bool IsShared => false;

    /// <summary>True after a failed write: what the index holds is uncertain until it is rebuilt.</summary>
    public bool IsBroken { get; private set; }

    public StreamPosition? Reached => Volatile.Read(ref _reached);

    /// <summary>Opens what was fed by the named kind of event stream. Null means that nothing usable is: no index, a damaged one, or one of another schema or stream.</summary>
    public async Task<StreamPosition?> OpenAsync(string stream, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            _stream = stream;
            _folder ??= IndexFolder.Claim(configuration["DATA_DIR"] ?? ".data");
            var path = await _folder.CurrentAsync(ct);
            _folder.Sweep(path);
            if (path is null || IndexInspection.Usable(path, stream, time.GetUtcNow(), log) is not { } commit)
            {
                return null;
            }

            _live = LuceneIndex.Open(path, time);
            _reached = commit.Position;
            return _reached;
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task<bool> HasAsync(Guid productId, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            return _live?.Has(productId) == true;
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task ApplyAsync(IReadOnlyList<ProductChange> changes, StreamPosition? reached, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            if (_rebuild is not null)
            {
                await _rebuild.Index.ApplyAsync(changes, ct);
                _rebuild.Reached = reached ?? _rebuild.Reached;
            }

            if (_live is not null)
            {
                await GuardAsync(() => _live.ApplyAsync(changes, ct));
            }

            _reached = reached ?? _reached;
            _dirty = true;
            RefreshIfDue();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Called every now and then: shows what no later batch has shown, and commits.</summary>
    public async Task MaintainAsync(bool commit, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            RefreshIfDue();
            if (commit && _dirty && _live is not null && !IsBroken)
            {
                await GuardAsync(() => _live.CommitAsync(_stream, _reached, ct));
                _dirty = false;
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task<IIndexRebuild> BeginRebuildAsync(CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            if (_rebuild is not null)
            {
                throw new RebuildInProgressException();
            }

            return _rebuild = new EmbeddedRebuild(this, LuceneIndex.Open(Folder.New(), time));
        }
        finally
        {
            _writing.Release();
        }
    }

    public Task<Result<SearchPage>> SearchAsync(ProductQuery query, CancellationToken ct) =>
        Read(snapshot => ProductSearch.Run(snapshot, query, synonyms.Current));

    public Task<Result<Suggestions>> SuggestAsync(string text, int limit, CancellationToken ct) =>
        Read(snapshot => Suggester.Run(snapshot, text, limit));

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        if (!IsBroken)
        {
            await MaintainAsync(commit: true, CancellationToken.None);
        }

        Close(Interlocked.Exchange(ref _live, null));
        _folder?.Dispose();
    }

    internal async Task AddAsync(EmbeddedRebuild rebuild, IReadOnlyList<ProductUpserted> products, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            await rebuild.Index.ApplyAsync(products, ct);
        }
        finally
        {
            _writing.Release();
        }
    }

    internal async Task PublishAsync(EmbeddedRebuild rebuild, StreamPosition position, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            rebuild.Index.IsFilling = false;
            _reached = rebuild.Reached ?? position;
            await rebuild.Index.CommitAsync(_stream, _reached, ct);
            rebuild.Index.Refresh();
            await Folder.UseAsync(rebuild.Index.Path, ct);
            var old = Interlocked.Exchange(ref _live, rebuild.Index);
            (_rebuild, IsBroken) = (null, false);
            Close(old);
            Folder.Sweep(rebuild.Index.Path);
        }
        finally
        {
            _writing.Release();
        }
    }

    internal async Task AbandonAsync(EmbeddedRebuild rebuild)
    {
        await _writing.WaitAsync();
        try
        {
            if (_rebuild == rebuild)
            {
                _rebuild = null;
                rebuild.Index.Dispose();
                Folder.Sweep(_live?.Path);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private IndexFolder Folder => _folder ?? throw new InvalidOperationException("The index has not been opened.");

    private void RefreshIfDue()
    {
        if (
            _live is { Unseen: > 0 and var unseen }
            && time.GetElapsedTime(_refreshed) >= (unseen < Many ? RefreshAtMostEvery : RefreshOfManyAtMostEvery)
        )
        {
            _live.Refresh();
            _refreshed = time.GetTimestamp();
        }
    }

    /// <summary>An index that could not be written may not close in order either; it has been replaced.</summary>
    private void Close(LuceneIndex? replaced)
    {
        try
        {
            replaced?.Dispose();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            log.LogWarning(e, "The replaced search index did not close in order.");
        }
    }

    private async Task GuardAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            IsBroken = true;
            log.LogError(e, "The search index could not be written; it will be rebuilt.");
            throw;
        }
    }

    private Task<Result<T>> Read<T>(Func<Snapshot, T> read)
    {
        while (Volatile.Read(ref _live) is { } index)
        {
            if (index.TryAcquire() is not { } snapshot)
            {
                continue;
            }

            try
            {
                return Task.FromResult<Result<T>>(read(snapshot));
            }
            finally
            {
                LuceneIndex.Release(snapshot);
            }
        }

        return Task.FromResult<Result<T>>(SearchErrors.Unavailable);
    }
}
