using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Elastic.Reading;

/// <summary>Completes what is being typed: the last word is a beginning, the words before it are whole.</summary>
internal sealed class ElasticSuggester(ElasticSearch search)
{
    private const int Inspected = 100;

    public async Task<Suggestions> RunAsync(string typed, int limit, CancellationToken ct)
    {
        var words = QueryText.Parse(typed).Words.SelectMany(w => w.Parts).Select(p => p.Text).ToList();
        if (words.Count == 0)
        {
            return new Suggestions([], [], [], []);
        }

        var answer = await search.AskAsync(Body(words, limit), typed, ct);
        if (answer.Hits.Hits.Count == 0 && Candidate.Best(ElasticVocabulary.Near(answer, words[^1]), 1) is [var near, ..])
        {
            words[^1] = near.Word;
            answer = await search.AskAsync(Body(words, limit), typed, ct);
        }

        return Read(answer, words, limit);
    }

    private static JsonObject Body(List<string> words, int limit)
    {
        var (before, last) = (words.Take(words.Count - 1).ToList(), words[^1]);
        var body = new JsonObject
        {
            ["query"] = Dsl.Filter([.. before.Select(w => Dsl.Term(SearchFields.Words, w)), Dsl.Term(IndexDefinition.Listed, true)]),
            ["post_filter"] = Dsl.Prefix(SearchFields.Words, last),
            ["sort"] = new JsonArray(
                new JsonObject { [IndexDefinition.Popularity] = new JsonObject { ["order"] = "desc" } },
                new JsonObject { [IndexDefinition.Id] = new JsonObject { ["order"] = "asc" } }
            ),
            ["size"] = limit,
            ["track_total_hits"] = false,
            ["_source"] = Dsl.List([IndexDefinition.Card]),
            ["aggs"] = new JsonObject
            {
                ["queries"] = ElasticVocabulary.Completions(SearchFields.Words, last, Inspected),
                ["names"] = Everywhere(words),
            },
        };
        if (Candidate.Edits(last) > 0)
        {
            body["suggest"] = new JsonObject
            {
                [ElasticVocabulary.Name(SearchFields.Words, last)] = ElasticVocabulary.Corrections(SearchFields.Words, last),
                [ElasticVocabulary.Name(SearchFields.ValueWords, last)] = ElasticVocabulary.Corrections(SearchFields.ValueWords, last),
            };
        }

        return body;
    }

    /// <summary>Brands and categories of all products in whose names the words are; which of them are meant is told by their names.</summary>
    private static JsonObject Everywhere(List<string> words) =>
        new()
        {
            ["global"] = new JsonObject(),
            ["aggs"] = new JsonObject
            {
                ["named"] = Aggs.Filter(
                    Dsl.Filter([.. words.Select(w => Dsl.Prefix(SearchFields.Words, w)), Dsl.Term(IndexDefinition.Listed, true)]),
                    new JsonObject
                    {
                        ["brands"] = Aggs.Terms(IndexDefinition.BrandName, Inspected),
                        ["categories"] = Aggs.Terms(IndexDefinition.CategoryName, Inspected),
                    }
                ),
            },
        };

    private static Suggestions Read(SearchAnswer answer, List<string> words, int limit)
    {
        var before = words.Take(words.Count - 1).ToList();
        var named = answer.Aggregations!["names"]["named"];
        return new Suggestions(
            [.. answer.Hits.Hits.Select(h => h.Source!.Card).Select(c => new ProductSuggestion(c.Id, c.Slug, c.Title, c.Image))],
            [
                .. Named(named["brands"], words)
                    .OrderByDescending(b => b.Count)
                    .ThenBy(b => b.Name, StringComparer.Ordinal)
                    .Take(limit)
                    .Select(b => new BrandSuggestion(b.Name, b.Count)),
            ],
            [
                .. Named(named["categories"], words)
                    .OrderByDescending(c => c.Count)
                    .ThenBy(c => c.Key, StringComparer.Ordinal)
                    .Take(limit)
                    .Select(c => new CategorySuggestion(c.Key, c.Name, c.Count)),
            ],
            [
                .. ElasticVocabulary
                    .Read(answer.Aggregations["queries"])
                    .Where(c => Candidate.IsWord(c.Word))
                    .Take(limit)
                    .Select(c => new QuerySuggestion(string.Join(' ', [.. before, c.Word]), c.Products)),
            ]
        );
    }

    private static IEnumerable<(string Key, string Name, int Count)> Named(Aggregate values, List<string> words) =>
        from bucket in values.List()
        let parts = bucket.KeyText.Split(ProductKeys.Separator, 2)
        where NameMatch.HasAll(parts[1], words)
        select (parts[0], parts[1], (int)bucket.DocCount);
}
