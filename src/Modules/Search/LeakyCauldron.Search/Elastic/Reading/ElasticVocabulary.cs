using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Elastic.Reading;

/// <summary>
/// The index's vocabulary in one request: a text is planned twice, first with a vocabulary that knows nothing and notes what it is asked, then with the answers.
/// </summary>
internal sealed class ElasticVocabulary : IVocabulary
{
    private const int Inspected = 50;
    private static readonly string[] VocabularyFields = [SearchFields.Words, SearchFields.ValueWords];

    private readonly Dictionary<string, JsonObject> _questions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _beginnings = new(StringComparer.Ordinal);
    private readonly HashSet<string> _misspelt = new(StringComparer.Ordinal);
    private SearchAnswer? _answer;
    private Aggregate? _counts;

    /// <summary>Null if nothing was asked.</summary>
    public JsonObject? Request()
    {
        if (_questions.Count == 0)
        {
            return null;
        }

        var aggregations = new JsonObject
        {
            ["counts"] = Aggs.Filters(new JsonObject(_questions.Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value)))),
        };
        foreach (var start in _beginnings)
        {
            foreach (var field in VocabularyFields)
            {
                aggregations[Name(field, start)] = Completions(field, start, Inspected);
            }
        }

        var request = new JsonObject
        {
            ["size"] = 0,
            ["track_total_hits"] = false,
            ["aggs"] = aggregations,
        };
        if (_misspelt.Count > 0)
        {
            request["suggest"] = new JsonObject(
                _misspelt.SelectMany(word =>
                    VocabularyFields.Select(field => KeyValuePair.Create(Name(field, word), (JsonNode?)Corrections(field, word)))
                )
            );
        }

        return request;
    }

    public void Answer(SearchAnswer answer) => (_answer, _counts) = (answer, answer.Aggregations!["counts"]);

    public bool HasStem(string stem) => Count($"stem {stem}", () => Dsl.Any(Weights.Fields.Select(f => Dsl.Term(f.Field, stem)))) > 0;

    public int Products(string field, string term) => Count(Name(field, term), () => Dsl.Term(field, term));

    public IReadOnlyList<Candidate> StartingWith(string start, int limit)
    {
        _beginnings.Add(start);
        return _answer is null ? [] : Candidate.Best(VocabularyFields.SelectMany(field => Read(_answer.Aggregations![Name(field, start)])), limit);
    }

    public IReadOnlyList<Candidate> Near(string word, int limit)
    {
        _misspelt.Add(word);
        return _answer is null ? [] : Candidate.Best(Near(_answer, word), limit);
    }

    /// <summary>Words that begin so, by the number of the query's products that have them.</summary>
    public static JsonObject Completions(string field, string start, int size) =>
        Aggs.Filter(Dsl.Prefix(field, start), new JsonObject { ["words"] = Aggs.Terms(field, size, $"{Dsl.Literally(start)}.*") });

    public static IEnumerable<Candidate> Read(Aggregate completions) =>
        completions["words"].List().Select(b => new Candidate(b.KeyText, (int)b.DocCount, 0));

    /// <summary>Words that are spelt nearly so, if the index does not have this one.</summary>
    public static JsonObject Corrections(string field, string word) =>
        new()
        {
            ["text"] = word,
            ["term"] = new JsonObject
            {
                ["field"] = field,
                ["size"] = Inspected,
                ["shard_size"] = Inspected,
                ["suggest_mode"] = "missing",
                ["max_edits"] = Math.Max(1, Candidate.Edits(word)),
                ["prefix_length"] = 0,
                ["min_word_length"] = 1,
                ["string_distance"] = "damerau_levenshtein",
            },
        };

    public static IEnumerable<Candidate> Near(SearchAnswer answer, string word) =>
        VocabularyFields
            .SelectMany(field => answer.Suggest?.GetValueOrDefault(Name(field, word)) ?? [])
            .SelectMany(entry => entry.Options)
            .Where(o => Candidate.IsWord(o.Text))
            .Select(o => new Candidate(o.Text, o.Freq, EditDistance.Between(word, o.Text)))
            .Where(c => c.Distance <= Candidate.Edits(word));

    public static string Name(string field, string term) => $"{field} {term}";

    private int Count(string name, Func<JsonObject> query)
    {
        if (_counts is null)
        {
            _questions.TryAdd(name, query());
            return 0;
        }

        return (int)_counts.CountOf(name);
    }
}
