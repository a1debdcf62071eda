using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>Indexes and the aliases that stand for them.</summary>
internal sealed class Cluster(TimeProvider time)
{
    private readonly SortedDictionary<string, Index> _indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _aliases = [];

    public IEnumerable<string> Names => _indices.Keys;

    public IEnumerable<Index> All => _indices.Values;

    public bool HasAlias(string name) => _aliases.TryGetValue(name, out var indices) && indices.Count > 0;

    /// <summary>The index of this name or behind this alias.</summary>
    public Index Resolve(string name)
    {
        if (_indices.TryGetValue(name, out var index))
        {
            return index;
        }

        var behind = _aliases.GetValueOrDefault(name) ?? [];
        return behind.Count switch
        {
            0 => throw Refusal.NoIndex(name),
            1 => _indices[behind.Single()],
            _ => throw new Refusal(400, "illegal_argument_exception", $"Alias [{name}] has more than one index associated with it"),
        };
    }

    public void Create(string name, JsonNode? request)
    {
        if (_indices.ContainsKey(name) || HasAlias(name))
        {
            throw new Refusal(400, "resource_already_exists_exception", $"index [{name}] already exists");
        }

        var body = new Body(request, "create");
        var index = new Index(name, body.Take("settings")?.AsObject(), body.Need("mappings").AsObject(), time);
        var aliases = body.Take("aliases")?.AsObject() ?? [];
        body.End();
        _indices[name] = index;
        foreach (var (alias, _) in aliases)
        {
            Behind(alias).Add(name);
        }
    }

    public void Delete(string name, bool ignoreMissing)
    {
        if (!_indices.Remove(name) && !ignoreMissing)
        {
            throw Refusal.NoIndex(name);
        }

        foreach (var alias in _aliases.Values)
        {
            alias.Remove(name);
        }
    }

    public void SetMeta(string name, JsonNode? request)
    {
        var body = new Body(request, "mapping");
        Resolve(name).Mapping.Meta = body.Need("_meta").AsObject();
        body.End();
    }

    /// <summary>All actions or none.</summary>
    public void Switch(JsonNode? request)
    {
        var before = _aliases.ToDictionary(a => a.Key, a => new SortedSet<string>(a.Value, StringComparer.Ordinal));
        try
        {
            var body = new Body(request, "aliases");
            foreach (var action in body.Need("actions").AsArray())
            {
                Act(action);
            }

            body.End();
        }
        catch (Refusal)
        {
            _aliases.Clear();
            foreach (var (alias, indices) in before)
            {
                _aliases[alias] = indices;
            }

            throw;
        }
    }

    /// <summary>What matches a name or a pattern with a star at its end.</summary>
    public JsonObject Describe(string pattern) =>
        new(
            _indices
                .Values.Where(i => pattern.EndsWith('*') ? i.Name.StartsWith(pattern[..^1], StringComparison.Ordinal) : i.Name == pattern)
                .Select(i =>
                    KeyValuePair.Create(
                        i.Name,
                        (JsonNode?)
                            new JsonObject
                            {
                                ["aliases"] = new JsonObject(
                                    _aliases.Where(a => a.Value.Contains(i.Name)).Select(a => KeyValuePair.Create(a.Key, (JsonNode?)new JsonObject()))
                                ),
                                ["mappings"] = new JsonObject { ["_meta"] = i.Mapping.Meta?.DeepClone(), ["dynamic"] = "strict" },
                                ["settings"] = new JsonObject { ["index"] = i.Settings.DeepClone() },
                            }
                    )
                )
        );

    private void Act(JsonNode? action)
    {
        var (what, how) = Body.Single(action, "action");
        var body = new Body(how, what);
        var (index, alias) = (body.Value<string>("index"), body.Value<string>("alias"));
        if (!_indices.ContainsKey(index))
        {
            throw Refusal.NoIndex(index);
        }

        switch (what)
        {
            case "add":
                Behind(alias).Add(index);
                break;
            case "remove":
                if (!Behind(alias).Remove(index) && body.Value("must_exist", false))
                {
                    throw new Refusal(404, "aliases_not_found_exception", $"aliases [{alias}] missing");
                }

                body.Take("must_exist");
                break;
            default:
                throw Refusal.Parsing($"unknown action [{what}]");
        }

        body.End();
    }

    private SortedSet<string> Behind(string alias) =>
        _aliases.TryGetValue(alias, out var indices) ? indices : _aliases[alias] = new SortedSet<string>(StringComparer.Ordinal);
}
