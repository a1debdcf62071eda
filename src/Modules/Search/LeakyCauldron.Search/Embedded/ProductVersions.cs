namespace LeakyCauldron.Search.Embedded;

/// <summary>The newest version seen of each product. That of a withdrawn one stays, so that no late event brings it back.</summary>
internal sealed class ProductVersions
{
    private readonly Dictionary<Guid, (long Version, bool Removed)> _known = [];

    public static ProductVersions Read(Snapshot snapshot)
    {
        var versions = new ProductVersions();
        for (var i = 0; i < snapshot.Segments.Length; i++)
        {
            var columns = snapshot.Segments[i];
            var live = snapshot.Reader.Leaves[i].AtomicReader.LiveDocs;
            for (var doc = 0; doc < columns.Ids.Length; doc++)
            {
                if (live is null || live.Get(doc))
                {
                    versions._known[columns.Ids[doc]] = (columns.Versions[doc], !columns.IsProduct(doc));
                }
            }
        }

        return versions;
    }

    public bool IsNew(Guid id, long version) => !_known.TryGetValue(id, out var known) || known.Version < version;

    /// <summary>In the index, as a product or as a tombstone.</summary>
    public bool IsKnown(Guid id) => _known.ContainsKey(id);

    public bool IsProduct(Guid id) => _known.TryGetValue(id, out var known) && !known.Removed;

    public void Set(Guid id, long version, bool removed) => _known[id] = (version, removed);
}
