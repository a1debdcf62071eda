using System.Text.Json;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Text;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Runs a query on a snapshot: all words first; if no product has them all, ever fewer of them.</summary>
internal static class ProductSearch
{
    public static SearchPage Run(Snapshot snapshot, ProductQuery query, SynonymSet synonyms)
    {
        var terms = new TermLookup(snapshot);
        var text = new TextPlan(query.Text, terms, synonyms);
        var filters = new FilterSet(query, snapshot.Values);
        var sort = query.Sort == ProductSort.Relevance && text.MatchesAll ? ProductSort.Name : query.Sort;
        var keys = new SortKeys(sort, snapshot, query.Currency);
        for (var required = text.Clauses.Count; ; required--)
        {
            var top = new TopHits(query.Limit);
            var counts = new FacetCounts(snapshot.Values, filters, query.Currency);
            var after = query.After is { } cursor ? (keys.Of(cursor), cursor.Id) : ((long, Guid)?)null;
            var collector = new HitCollector(snapshot, filters, counts, keys, top, after);
            snapshot.Searcher.Search(Relevance.Query(text, terms, required), collector);
            if (collector.Matched == 0 && required > 1)
            {
                continue;
            }

            var hits = top.Sorted();
            return new SearchPage(
                [.. hits.Select(h => Read(snapshot, h.Doc, query, text))],
                collector.Total,
                collector.FromHere > hits.Length ? keys.CursorOf(hits[^1]) : null,
                FacetBuilder.Build(query, snapshot.Values, filters, counts),
                text.DidYouMean,
                Relaxed: required < text.Clauses.Count && collector.Matched > 0
            );
        }
    }

    public static ProductCard CardOf(Snapshot snapshot, int doc)
    {
        var (segment, local) = snapshot.Locate(doc);
        var bytes = new BytesRef();
        snapshot.Reader.Leaves[segment].AtomicReader.GetBinaryDocValues(IndexSchema.Card).Get(local, bytes);
        return JsonSerializer.Deserialize<ProductCard>(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length), Json.Wire)!;
    }

    private static ProductHit Read(Snapshot snapshot, int doc, ProductQuery query, TextPlan text)
    {
        var card = CardOf(snapshot, doc);
        return new ProductHit(card, VariantChoice.Best(card, text.Words, query.Currency), Highlighter.Mark(card, text.Marks));
    }
}
