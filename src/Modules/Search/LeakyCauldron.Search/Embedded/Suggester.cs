using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Text;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Completes what is being typed: the last word is a beginning, the words before it are whole.</summary>
internal static class Suggester
{
    private const int LongestIndexedStart = 3;
    private const int Completions = 50;

    public static Suggestions Run(Snapshot snapshot, string typed, int limit)
    {
        var words = QueryText.Parse(typed).Words.SelectMany(w => w.Parts).Select(p => p.Text).ToList();
        if (words.Count == 0)
        {
            return new Suggestions([], [], [], []);
        }

        var products = Products(snapshot, words, limit);
        if (products.Count == 0 && Vocabulary.Near(snapshot.Reader, words[^1], 1) is [var near, ..])
        {
            words[^1] = near.Word;
            products = Products(snapshot, words, limit);
        }

        return new Suggestions(products, Brands(snapshot, words, limit), Categories(snapshot, words, limit), Queries(snapshot, words, limit));
    }

    private static List<ProductSuggestion> Products(Snapshot snapshot, List<string> words, int limit)
    {
        var top = new TopHits(limit);
        snapshot.Searcher.Search(Query(snapshot.Reader, words), new PopularCollector(snapshot, top));
        return
        [
            .. top.Sorted().Select(h => ProductSearch.CardOf(snapshot, h.Doc)).Select(c => new ProductSuggestion(c.Id, c.Slug, c.Title, c.Image)),
        ];
    }

    private static BooleanQuery Query(IndexReader reader, List<string> words)
    {
        var query = new BooleanQuery();
        foreach (var word in words.Take(words.Count - 1))
        {
            query.Add(new TermQuery(new Term(SearchFields.Words, word)), Occur.MUST);
        }

        query.Add(Beginning(reader, words[^1]), Occur.MUST);
        return query;
    }

    private static Query Beginning(IndexReader reader, string start)
    {
        if (start.Length <= LongestIndexedStart)
        {
            return new TermQuery(new Term(IndexSchema.Starts, start));
        }

        var any = new BooleanQuery();
        foreach (var completion in Vocabulary.Names(reader, start, Completions))
        {
            any.Add(new TermQuery(new Term(SearchFields.Words, completion.Word)), Occur.SHOULD);
        }

        return any;
    }

    private static List<BrandSuggestion> Brands(Snapshot snapshot, List<string> words, int limit) =>
        [
            .. Named(snapshot.Counts.Brands.Length, n => snapshot.Values.Brands[n], words)
                .Select(n => new BrandSuggestion(snapshot.Values.Brands[n], snapshot.Counts.Brands[n]))
                .Where(b => b.Count > 0)
                .OrderByDescending(b => b.Count)
                .ThenBy(b => b.Name, StringComparer.Ordinal)
                .Take(limit),
        ];

    private static List<CategorySuggestion> Categories(Snapshot snapshot, List<string> words, int limit) =>
        [
            .. Named(snapshot.Counts.Categories.Length, snapshot.Values.CategoryName, words)
                .Select(n => new CategorySuggestion(snapshot.Values.Categories[n], snapshot.Values.CategoryName(n), snapshot.Counts.Categories[n]))
                .Where(c => c.Count > 0)
                .OrderByDescending(c => c.Count)
                .ThenBy(c => c.Slug, StringComparer.Ordinal)
                .Take(limit),
        ];

    /// <summary>The typed words with the last one completed, for completions that products bear out.</summary>
    private static List<QuerySuggestion> Queries(Snapshot snapshot, List<string> words, int limit)
    {
        var typed = words.Take(words.Count - 1).ToList();
        var completions = Vocabulary.Names(snapshot.Reader, words[^1], limit * 2);
        return
        [
            .. completions
                .Where(c => c.Word.AsSpan().IndexOfAnyExceptInRange('a', 'z') < 0)
                .Select(c => new QuerySuggestion(
                    string.Join(' ', [.. typed, c.Word]),
                    typed.Count == 0 ? c.Products : Count(snapshot, [.. typed, c.Word])
                ))
                .Where(q => q.Count > 0)
                .OrderByDescending(q => q.Count)
                .ThenBy(q => q.Text, StringComparer.Ordinal)
                .Take(limit),
        ];
    }

    private static int Count(Snapshot snapshot, IEnumerable<string> words)
    {
        var query = new BooleanQuery();
        foreach (var word in words)
        {
            query.Add(new TermQuery(new Term(SearchFields.Words, word)), Occur.MUST);
        }

        var hits = new TotalHitCountCollector();
        snapshot.Searcher.Search(query, hits);
        return hits.TotalHits;
    }

    private static IEnumerable<int> Named(int count, Func<int, string> name, List<string> words) =>
        Enumerable.Range(0, count).Where(n => NameMatch.HasAll(name(n), words));
}
