using System.Text.Json.Nodes;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Elastic.Writing;

/// <summary>Turns changes into documents: of several of one product only the last is written, and stock is put into the product that the index has.</summary>
internal sealed class ChangeWriter(ElasticClient client, ElasticSettings settings, Indices indices, BulkWriter bulk)
{
    private sealed record State(ProductDocument? Product, long Version);

    public async Task WriteAsync(IReadOnlyList<ProductChange> changes, CancellationToken ct)
    {
        if (changes.Count == 0)
        {
            return;
        }

        // Asked before every batch: an index that begins later is filled from a catalogue that has these changes.
        string[] aliases = await indices.IsBeingRebuiltAsync(ct) ? [settings.Index, settings.NextIndex] : [settings.Index];
        var kept = await ReadKeptAsync(changes, aliases, ct);
        var states = new Dictionary<Guid, State>();
        foreach (var change in changes)
        {
            var before = states.GetValueOrDefault(change.ProductId) ?? kept.GetValueOrDefault(change.ProductId);
            if ((before is null || before.Version < change.Version) && Next(change, before) is { } state)
            {
                states[change.ProductId] = state;
            }
        }

        var maker = new ElasticDocument();
        await bulk.WriteAsync([.. states.SelectMany(s => Items(s.Key, s.Value, aliases, maker))], ct);
    }

    private static IEnumerable<BulkItem> Items(Guid id, State state, string[] aliases, ElasticDocument maker)
    {
        var document = state.Product is { } product ? maker.Of(product) : ElasticDocument.Tombstone(id);
        return aliases.Select(alias => new BulkItem(alias, id, state.Version, document));
    }

    private static State? Next(ProductChange change, State? before) =>
        change switch
        {
            ProductUpserted upserted => new State(upserted.Product, change.Version),
            ProductWithdrawn => new State(null, change.Version),
            StockMoved moved when before?.Product is { } product => new State(product.WithStock(moved.Variants), change.Version),
            _ => null,
        };

    /// <summary>
    /// Products whose stock has moved, as the indexes have them. A new index may not have a product yet that the old one has, or have it newer: the newest counts.
    /// </summary>
    private async Task<Dictionary<Guid, State>> ReadKeptAsync(IReadOnlyList<ProductChange> changes, string[] aliases, CancellationToken ct)
    {
        var ids = changes.OfType<StockMoved>().Select(c => c.ProductId).Distinct().ToList();
        var kept = new Dictionary<Guid, State>();
        if (ids.Count == 0)
        {
            return kept;
        }

        var asked = aliases.SelectMany(alias =>
            ids.Select(id => new JsonObject
            {
                ["_index"] = alias,
                ["_id"] = id.ToString("N"),
                ["_source"] = Dsl.List([IndexDefinition.Source]),
            })
        );
        var reply = await client.SendAsync<ManyDocuments>(HttpMethod.Post, "_mget", new JsonObject { ["docs"] = Dsl.List(asked) }, ct);
        foreach (var document in reply.Required.Docs.Where(d => d.Found == true))
        {
            var id = Guid.ParseExact(document.Id, "N");
            if (!kept.TryGetValue(id, out var known) || known.Version < document.Version)
            {
                kept[id] = new State(document.Source?.Source, document.Version ?? 0);
            }
        }

        return kept;
    }
}
