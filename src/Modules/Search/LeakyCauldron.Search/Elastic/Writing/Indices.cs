using System.Net;
using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;

namespace LeakyCauldron.Search.Elastic.Writing;

/// <summary>
/// The indexes of the shop: <c>leaky-products-000001</c>, … The alias <c>leaky-products</c> is the one that readers use; <c>leaky-products-next</c> the one that is
/// being filled. Making an index of the next number is the claim to fill it: of several hosts one succeeds.
/// </summary>
internal sealed class Indices(ElasticClient client, ElasticSettings settings)
{
    internal sealed record Known(string Name, bool IsLive, bool IsNext, IndexMeta? Meta);

    /// <summary>All that there are, in the order of their making.</summary>
    public async Task<IReadOnlyList<Known>> ListAsync(CancellationToken ct)
    {
        var reply = await client.SendAsync<Dictionary<string, IndexInfo>>(
            HttpMethod.Get,
            $"{settings.Index}-*?filter_path=*.aliases,*.mappings._meta",
            null,
            ct
        );
        return
        [
            .. reply
                .Required.Where(i => IsOurs(i.Key))
                .Select(i => new Known(i.Key, Has(i.Value, settings.Index), Has(i.Value, settings.NextIndex), i.Value.Mappings?.Meta))
                .OrderBy(i => i.Name, StringComparer.Ordinal),
        ];
    }

    public async Task<bool> IsBeingRebuiltAsync(CancellationToken ct) =>
        !(await client.SendAsync<Acknowledged>(HttpMethod.Head, $"_alias/{settings.NextIndex}", null, ct)).IsMissing;

    /// <summary>The new index's name; null if another host has made it first.</summary>
    public async Task<string?> CreateNextAsync(CancellationToken ct)
    {
        var all = await ListAsync(ct);
        if (all.Any(i => i.IsNext))
        {
            return null;
        }

        var name = $"{settings.Index}-{NumberAfter(all):D6}";
        var body = new JsonObject
        {
            ["settings"] = IndexDefinition.Settings(),
            ["mappings"] = IndexDefinition.Mappings(),
            ["aliases"] = new JsonObject { [settings.NextIndex] = new JsonObject() },
        };
        var reply = await client.SendAsync<Acknowledged>(HttpMethod.Put, name, body, ct);
        if (reply.Error?.Type == "resource_already_exists_exception")
        {
            return null;
        }

        _ = reply.Required;
        return name;
    }

    /// <summary>Tells the other hosts that the index is still being filled.</summary>
    public Task BeatAsync(string name, long beat, CancellationToken ct) =>
        client.SendAsync<Acknowledged>(HttpMethod.Put, $"{name}/_mapping", new JsonObject { ["_meta"] = IndexDefinition.Meta(beat) }, ct);

    /// <summary>Puts readers onto the index in one step, and removes those before it.</summary>
    /// <exception cref="ElasticRefusedException">It has been taken away by another host that believed this one dead.</exception>
    public async Task PublishAsync(string name, CancellationToken ct)
    {
        _ = (await client.SendAsync<JsonObject>(HttpMethod.Post, $"{name}/_refresh", null, ct)).Required;
        var others = (await ListAsync(ct)).Where(i => i.Name != name).ToList();
        var actions = new JsonArray(Action("add", name, settings.Index), Action("remove", name, settings.NextIndex, mustExist: true));
        foreach (var old in others.Where(i => i.IsLive))
        {
            actions.Add(Action("remove", old.Name, settings.Index));
        }

        _ = (await client.SendAsync<Acknowledged>(HttpMethod.Post, "_aliases", new JsonObject { ["actions"] = actions }, ct)).Required;
        foreach (var old in others.Where(i => !i.IsNext))
        {
            await DeleteAsync(old.Name, ct);
        }
    }

    public Task DeleteAsync(string name, CancellationToken ct) =>
        client.SendAsync<Acknowledged>(HttpMethod.Delete, $"{name}?ignore_unavailable=true", null, ct);

    /// <summary>True if the cluster answers at all.</summary>
    public async Task PingAsync(CancellationToken ct) => await client.SendAsync<Acknowledged>(HttpMethod.Head, "", null, ct);

    private int NumberAfter(IReadOnlyList<Known> all) =>
        1 + all.Select(i => int.TryParse(i.Name.AsSpan(settings.Index.Length + 1), out var number) ? number : 0).DefaultIfEmpty().Max();

    /// <summary>Another shop's alias may begin as this one's does; its indexes are not to be touched.</summary>
    private bool IsOurs(string name) => name[(settings.Index.Length + 1)..] is { Length: >= 6 } number && number.All(char.IsAsciiDigit);

    private static bool Has(IndexInfo index, string alias) => index.Aliases?.ContainsKey(alias) == true;

    private static JsonObject Action(string what, string index, string alias, bool? mustExist = null)
    {
        var action = new JsonObject { ["index"] = index, ["alias"] = alias };
        if (mustExist is not null)
        {
            action["must_exist"] = mustExist;
        }

        return new JsonObject { [what] = action };
    }
}
