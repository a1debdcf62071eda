using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>One index: what is written, what of it readers see, and for how long it remembers what was deleted.</summary>
internal sealed class Index
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _refreshEvery;
    private readonly TimeSpan _rememberDeletes = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, Document> _written = [];
    private readonly Dictionary<string, (long Version, long At)> _deleted = [];
    private IReadOnlyList<Document> _visible = [];
    private long? _changed;

    public Index(string name, JsonObject? settings, JsonObject mappings, TimeProvider time)
    {
        (Name, Settings, _time) = (name, settings ?? [], time);
        _refreshEvery = Duration(Settings["refresh_interval"]?.GetValue<string>() ?? "1s");
        var root = mappings.DeepClone().AsObject();
        Mapping = new Mapping(root, new Analysis(Settings["analysis"])) { Similarity = Settings["similarity"], Meta = root["_meta"]?.AsObject() };
    }

    public string Name { get; }

    public JsonObject Settings { get; }

    public Mapping Mapping { get; }

    /// <summary>Documents that readers see.</summary>
    public IReadOnlyList<Document> Visible
    {
        get
        {
            if (_changed is { } at && _time.GetElapsedTime(at) >= _refreshEvery)
            {
                Refresh();
            }

            return _visible;
        }
    }

    public Document? Get(string id) => _written.GetValueOrDefault(id);

    public void Refresh() => (_visible, _changed) = ([.. _written.Values], null);

    /// <summary>True if there was none before.</summary>
    /// <exception cref="Refusal">409: the version is not newer than the one there, or than that of a deletion still remembered.</exception>
    public bool Put(string id, long version, JsonObject source)
    {
        CheckVersion(id, version);
        var isNew = !_written.ContainsKey(id);
        _written[id] = Mapping.Parse(id, version, source);
        _deleted.Remove(id);
        _changed ??= _time.GetTimestamp();
        return isNew;
    }

    /// <summary>False if there was nothing.</summary>
    public bool Delete(string id, long version)
    {
        CheckVersion(id, version);
        _deleted[id] = (version, _time.GetTimestamp());
        _changed ??= _time.GetTimestamp();
        return _written.Remove(id);
    }

    private void CheckVersion(string id, long version)
    {
        var known =
            _written.TryGetValue(id, out var document) ? document.Version
            : _deleted.TryGetValue(id, out var deleted) && _time.GetElapsedTime(deleted.At) < _rememberDeletes ? deleted.Version
            : long.MinValue;
        if (version <= known)
        {
            throw new Refusal(
                409,
                "version_conflict_engine_exception",
                $"[{id}]: version conflict, current version [{known}] is higher or equal to the one provided [{version}]"
            );
        }
    }

    private static TimeSpan Duration(string text) =>
        text.EndsWith("ms", StringComparison.Ordinal)
            ? TimeSpan.FromMilliseconds(int.Parse(text[..^2], System.Globalization.CultureInfo.InvariantCulture))
            : TimeSpan.FromSeconds(int.Parse(text[..^1], System.Globalization.CultureInfo.InvariantCulture));
}
