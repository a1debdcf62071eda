using System.Text;
using LeakyCauldron.Search.Text;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LeakyCauldron.Search.Embedded;

/// <summary>
/// A typed text as a query: one clause a word, each over all fields. Unknown words are completed or corrected from the vocabulary; neighbours are tried
/// joined, long words split, since shops and shoppers disagree about blanks.
/// </summary>
internal sealed class TextQuery
{
    private const int Alternatives = 3;
    private const int Completions = 10;
    private const int ShortestHalf = 3;
    private readonly TermLookup _terms;
    private readonly QueryText _text;
    private readonly List<Query> _clauses = [];
    private readonly List<(QueryWord Word, string Replacement)> _corrections = [];

    public TextQuery(Snapshot snapshot, string typed)
    {
        _terms = new TermLookup(snapshot);
        _text = QueryText.Parse(typed);
        for (var i = 0; i < _text.Words.Count; i++)
        {
            var isLast = i == _text.Words.Count - 1;
            if (!isLast && JoinedWithNext(i) is { } joined)
            {
                _clauses.Add(Any(All(Clause(_text.Words[i], isLast: false), Clause(_text.Words[i + 1], isLast: false)), joined));
                i++;
            }
            else
            {
                _clauses.Add(Clause(_text.Words[i], isLast));
            }
        }

        DidYouMean = Corrected(typed);
    }

    /// <summary>The text with its corrections; null if there are none.</summary>
    public string? DidYouMean { get; }

    /// <summary>Stems to mark in what is shown.</summary>
    public HashSet<string> Marks { get; } = new(StringComparer.Ordinal);

    /// <summary>Joined code of the whole text, such as a SKU.</summary>
    public string Code => _text.Code;

    public IReadOnlyList<QueryWord> Words => _text.Words;

    public bool MatchesAll => _clauses.Count == 0;

    /// <summary>How often the demand can be lowered before nothing is left of it.</summary>
    public int Clauses => _clauses.Count;

    /// <summary>Products with at least <paramref name="required"/> of the clauses.</summary>
    public Query Build(int required)
    {
        if (MatchesAll)
        {
            return new ConstantScoreQuery(new MatchAllDocsQuery());
        }

        var words = new BooleanQuery { MinimumNumberShouldMatch = required < _clauses.Count ? required : 0 };
        foreach (var clause in _clauses)
        {
            words.Add(clause, required < _clauses.Count ? Occur.SHOULD : Occur.MUST);
        }

        var query = new BooleanQuery { { words, Occur.MUST } };
        if (_text.Words.Count > 1)
        {
            query.Add(
                Relevance.Phrase(IndexSchema.Title, _text.Words.SelectMany(w => w.Parts).Select(p => p.Stem), slop: 1, Relevance.TitlePhrase),
                Occur.SHOULD
            );
        }

        if (_terms.Query(IndexSchema.Heads, _text.Words[^1].Whole.Stem) is { } head && !IsMainlyABrand(_text.Words[^1].Whole.Stem))
        {
            query.Add(new ConstantScoreQuery(head) { Boost = Relevance.Head }, Occur.SHOULD);
        }

        return HasCode(_text.Code) ? Any(query, CodeQuery(_text.Code, Relevance.ExactCode)) : query;
    }

    private Query Clause(QueryWord word, bool isLast)
    {
        var alternatives = new List<Query>();
        Mark(word);
        if (Relevance.IsKnown(_terms, word.Whole.Stem))
        {
            alternatives.Add(Relevance.TermIn(_terms, word.Whole.Stem));
        }

        if (word.Parts.Count > 1)
        {
            alternatives.Add(Relevance.PhraseIn(_terms, [.. word.Parts.Select(p => p.Stem)], weight: 1f));
        }

        if (HasCode(word.Whole.Text))
        {
            alternatives.Add(CodeQuery(word.Whole.Text, boost: 10f));
        }

        if (word.IsPlain && Split(word.Whole.Text) is { } halves)
        {
            alternatives.Add(Relevance.PhraseIn(_terms, halves, Relevance.Compound));
        }

        if (alternatives.Count == 0)
        {
            AddGuesses(word, isLast, alternatives);
        }

        return alternatives.Count == 1 ? alternatives[0] : Any([.. alternatives]);
    }

    private void AddGuesses(QueryWord word, bool isLast, List<Query> alternatives)
    {
        if (isLast)
        {
            foreach (var completion in Vocabulary.StartingWith(_terms.Reader, word.Whole.Text, Completions))
            {
                alternatives.Add(Guess(completion.Word, Relevance.Completed));
            }
        }

        if (alternatives.Count > 0 || !word.IsPlain)
        {
            return;
        }

        var near = Vocabulary.Near(_terms.Reader, word.Whole.Text, Alternatives);
        foreach (var candidate in near)
        {
            alternatives.Add(Guess(candidate.Word, MathF.Pow(Relevance.Corrected, candidate.Distance)));
        }

        if (near.Count > 0)
        {
            _corrections.Add((word, near[0].Word));
        }
    }

    private Query Guess(string word, float weight)
    {
        var stem = WordForms.Of(word).Stem;
        Marks.Add(stem);
        return Relevance.TermIn(_terms, stem, weight);
    }

    /// <summary>A maker's name at the end of a phrase says for what a thing is made, not what it is.</summary>
    private bool IsMainlyABrand(string stem) => _terms.Products(IndexSchema.Brand, stem) > _terms.Products(IndexSchema.Heads, stem);

    private Query? JoinedWithNext(int i)
    {
        var joined = WordForms.Of(_text.Words[i].Whole.Text + _text.Words[i + 1].Whole.Text);
        if (_terms.Products(IndexSchema.Words, joined.Text) == 0 && _terms.Products(IndexSchema.ValueWords, joined.Text) == 0)
        {
            return null;
        }

        Marks.Add(joined.Stem);
        return Relevance.TermIn(_terms, joined.Stem, Relevance.Joined);
    }

    /// <summary>The two vocabulary words that a word is made of, if it is; the split whose rarer half is the more frequent.</summary>
    private string[]? Split(string word)
    {
        string[]? best = null;
        var bestCount = 0;
        for (var cut = ShortestHalf; cut <= word.Length - ShortestHalf; cut++)
        {
            var count = Math.Min(_terms.Products(IndexSchema.Words, word[..cut]), _terms.Products(IndexSchema.Words, word[cut..]));
            if (count > bestCount)
            {
                (best, bestCount) = ([WordForms.Of(word.AsSpan(0, cut)).Stem, WordForms.Of(word.AsSpan(cut)).Stem], count);
            }
        }

        return best;
    }

    private void Mark(QueryWord word)
    {
        Marks.Add(word.Whole.Stem);
        foreach (var part in word.Parts.Where(p => p.Text.Length > 1))
        {
            Marks.Add(part.Stem);
        }
    }

    private string? Corrected(string typed)
    {
        if (_corrections.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder(typed);
        foreach (var (word, replacement) in _corrections.OrderByDescending(c => c.Word.Start))
        {
            text.Remove(word.Start, word.End - word.Start).Insert(word.Start, replacement);
        }

        return text.ToString().Trim();
    }

    private bool HasCode(string code) => code.Length > 0 && _terms.Products(IndexSchema.Code, code) > 0;

    private static ConstantScoreQuery CodeQuery(string code, float boost) => new(new TermQuery(new Term(IndexSchema.Code, code))) { Boost = boost };

    private static BooleanQuery Any(params ReadOnlySpan<Query> queries) => Combined(Occur.SHOULD, queries);

    private static BooleanQuery All(params ReadOnlySpan<Query> queries) => Combined(Occur.MUST, queries);

    private static BooleanQuery Combined(Occur occur, ReadOnlySpan<Query> queries)
    {
        var combined = new BooleanQuery();
        foreach (var query in queries)
        {
            combined.Add(query, occur);
        }

        return combined;
    }
}
