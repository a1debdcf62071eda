using System.Collections.Concurrent;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Directory = Lucene.Net.Store.Directory;

namespace LeakyCauldron.Search.Embedded;

/// <summary>One index on disk: the writer, the newest snapshot for readers, and what is written but not yet visible. Its writing methods are called one at a time.</summary>
internal sealed class LuceneIndex : IDisposable
{
    private const int WorthASecondThread = 500;
    private readonly Directory _directory;
    private readonly IndexWriter _writer;
    private readonly FacetValues _values = new();
    private readonly ProductVersions _versions;
    private readonly ConcurrentBag<ProductIndexer> _indexers = [];
    private readonly PendingProducts _pending = new();
    private readonly TimeProvider _time;
    private Snapshot _snapshot;
    private bool _disposed;

    private LuceneIndex(string path, Directory directory, IndexWriter writer, TimeProvider time)
    {
        (Path, _directory, _writer, _time) = (path, directory, writer, time);
        _snapshot = new Snapshot(DirectoryReader.Open(writer, applyAllDeletes: true), _values, Relevance.Similarity);
        _versions = ProductVersions.Read(_snapshot);
    }

    public string Path { get; }

    /// <summary>Keeps stock of products that are not there yet, because their page of the catalogue is still to come.</summary>
    public bool IsFilling { get; set; }

    /// <summary>Written products that readers do not see yet.</summary>
    public int Unseen { get; private set; }

    /// <summary>Opens an index, or makes an empty one.</summary>
    /// <exception cref="LockObtainFailedException">Another process writes to it.</exception>
    public static LuceneIndex Open(string path, TimeProvider time)
    {
        var directory = FSDirectory.Open(path);
        var config = new IndexWriterConfig(LuceneVersion.LUCENE_48, new KeywordAnalyzer())
        {
            Similarity = Relevance.Similarity,
            RAMBufferSizeMB = 32,
            OpenMode = OpenMode.CREATE_OR_APPEND,
        };
        return new LuceneIndex(path, directory, new IndexWriter(directory, config), time);
    }

    /// <summary>The commit's own words; null if there is no readable commit. Every file is read and its checksum compared.</summary>
    public static CommitData? Inspect(string path)
    {
        using var directory = FSDirectory.Open(path);
        if (!DirectoryReader.IndexExists(directory))
        {
            return null;
        }

        using var reader = DirectoryReader.Open(directory);
        foreach (var leaf in reader.Leaves)
        {
            leaf.AtomicReader.CheckIntegrity();
        }

        return CommitData.Read(reader.IndexCommit.UserData);
    }

    /// <summary>The newest snapshot, which the caller gives back with <see cref="Release"/>; null if this index has been replaced.</summary>
    public Snapshot? TryAcquire()
    {
        while (!Volatile.Read(ref _disposed))
        {
            var snapshot = Volatile.Read(ref _snapshot);
            if (snapshot.Reader.TryIncRef())
            {
                return snapshot;
            }
        }

        return null;
    }

    public static void Release(Snapshot snapshot) => snapshot.Reader.DecRef();

    public bool Has(Guid productId) => _versions.IsProduct(productId);

    /// <summary>Applies what is newer than the index; visible after the next <see cref="Refresh"/>.</summary>
    public async Task ApplyAsync(IReadOnlyList<ProductChange> changes, CancellationToken ct)
    {
        var batch = new Dictionary<Guid, ProductState>();
        foreach (var change in changes)
        {
            var isNew = batch.TryGetValue(change.ProductId, out var before)
                ? before.Version < change.Version
                : _versions.IsNew(change.ProductId, change.Version);
            if (isNew && Next(change, before) is { } state)
            {
                batch[change.ProductId] = state with { IsUpdate = _versions.IsKnown(change.ProductId) };
            }
        }

        await WriteAsync([.. batch.Where(p => p.Value.MustBeWritten).Select(p => (p.Key, p.Value))], ct);
        foreach (var (id, state) in batch)
        {
            _versions.Set(id, state.Version, removed: state.Product is null);
            _pending.Set(id, state);
        }
    }

    /// <summary>Makes all that was written visible.</summary>
    public void Refresh()
    {
        Unseen = 0;
        _pending.Refreshed();
        if (DirectoryReader.OpenIfChanged(_snapshot.Reader, _writer, applyAllDeletes: true) is { } reader)
        {
            var old = Interlocked.Exchange(ref _snapshot, new Snapshot(reader, _values, Relevance.Similarity));
            old.Reader.DecRef();
        }
    }

    /// <summary>Makes all that was applied durable, with the position it reflects.</summary>
    public async Task CommitAsync(string stream, StreamPosition? position, CancellationToken ct)
    {
        await WriteAsync(_pending.Unwritten(), ct);
        _pending.Written();
        _writer.SetCommitData(new CommitData(IndexSchema.Version, stream, position, _time.GetUtcNow()).Write());
        _writer.Commit();
    }

    /// <summary>Closes without committing.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        _snapshot.Reader.DecRef();
        _writer.Rollback();
        _directory.Dispose();
        while (_indexers.TryTake(out var indexer))
        {
            indexer.Dispose();
        }
    }

    /// <summary>What the product becomes; null if the change does not concern this index. <paramref name="before"/> is its state earlier in the batch.</summary>
    private ProductState? Next(ProductChange change, ProductState? before)
    {
        switch (change)
        {
            case ProductUpserted upserted:
                var stock = _pending.TakeStock(change.ProductId, newerThan: change.Version);
                return stock is null
                    ? new ProductState(upserted.Product, change.Version) { MustBeWritten = true }
                    : new ProductState(upserted.Product.WithStock(stock.Variants), stock.Version) { MustBeWritten = true };
            case ProductWithdrawn:
                return new ProductState(null, change.Version) { MustBeWritten = true };
            case StockMoved moved when before is null ? _versions.IsProduct(change.ProductId) : before.Product is not null:
                before ??= Current(change.ProductId);
                var product = before.Product!.WithStock(moved.Variants);
                return new ProductState(product, change.Version)
                {
                    MustBeWritten = before.MustBeWritten || !ReferenceEquals(product, before.Product),
                };
            case StockMoved moved when IsFilling && before is null && !_versions.IsKnown(change.ProductId):
                _pending.KeepStock(moved);
                return null;
            default:
                return null;
        }
    }

    private ProductState Current(Guid id)
    {
        if (_pending.FindUnwritten(id) is { } unwritten)
        {
            return unwritten;
        }

        if (_pending.IsInvisible(id))
        {
            Refresh();
        }

        return new ProductState(ProductSource.Read(_snapshot, id), 0);
    }

    private async Task WriteAsync(IReadOnlyList<(Guid Id, ProductState State)> products, CancellationToken ct)
    {
        if (products.Count == 0)
        {
            return;
        }

        Unseen += products.Count;
        if (products.Count < WorthASecondThread)
        {
            foreach (var (id, state) in products)
            {
                Write(id, state);
            }

            return;
        }

        await Parallel.ForEachAsync(
            products,
            ct,
            (product, _) =>
            {
                Write(product.Id, product.State);
                return ValueTask.CompletedTask;
            }
        );
    }

    private void Write(Guid id, ProductState state)
    {
        var indexer = _indexers.TryTake(out var free) ? free : new ProductIndexer();
        var document = state.Product is null
            ? ProductIndexer.Tombstone(id, state.Version, _time.GetUtcNow())
            : indexer.Write(state.Product, state.Version);
        if (state.IsUpdate)
        {
            _writer.UpdateDocument(new Term(IndexSchema.Id, id.ToString("N")), document);
        }
        else
        {
            _writer.AddDocument(document);
        }

        _indexers.Add(indexer);
    }
}
