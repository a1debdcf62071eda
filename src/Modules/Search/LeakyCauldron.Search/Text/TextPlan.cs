using System.Text;

namespace LeakyCauldron.Search.Text;

/// <summary>
/// A typed text as a query: one clause a word, each over all fields. Unknown words are completed or corrected from the vocabulary; neighbours are tried
/// joined, long words split, since shops and shoppers disagree about blanks. What is asked of a vocabulary that knows nothing includes what is asked of any other:
/// a remote one is asked once, for all of it.
/// </summary>
internal sealed class TextPlan
{
    private const int Alternatives = 3;
    private const int Completions = 10;
    private const int ShortestHalf = 3;
    private const int LongestCompound = 30;
    private readonly IVocabulary _vocabulary;
    private readonly QueryText _text;
    private readonly List<TextClause> _clauses = [];
    private readonly List<(QueryWord Word, string Replacement)> _corrections = [];

    public TextPlan(string typed, IVocabulary vocabulary, SynonymSet synonyms)
    {
        _vocabulary = vocabulary;
        _text = QueryText.Parse(typed);
        for (var i = 0; i < _text.Words.Count; i++)
        {
            var isLast = i == _text.Words.Count - 1;
            if (synonyms.Match(_text.Words, i) is { } match)
            {
                _clauses.Add(WithSynonyms(i, match));
                i += match.Length - 1;
            }
            else if (!isLast && JoinedWithNext(i) is { } joined)
            {
                var apart = new TextClause.All([Clause(_text.Words[i], isLast: false), Clause(_text.Words[i + 1], isLast: false)]);
                _clauses.Add(new TextClause.Any([apart, joined]));
                i++;
            }
            else
            {
                _clauses.Add(Clause(_text.Words[i], isLast));
            }
        }

        TitlePhrase = _text.Words.Count > 1 ? [.. _text.Words.SelectMany(w => w.Parts).Select(p => p.Stem)] : [];
        Head = MatchesAll ? null : HeadOf(_text.Words[^1].Whole.Stem);
        Code = HasCode(_text.Code) ? _text.Code : null;
        DidYouMean = Corrected(typed);
    }

    /// <summary>All are asked for first; if no product has them all, ever fewer.</summary>
    public IReadOnlyList<TextClause> Clauses => _clauses;

    /// <summary>Stems of all words if there are several: a title that has them in a row is better.</summary>
    public IReadOnlyList<string> TitlePhrase { get; }

    /// <summary>Stem of the last word, if it says what things are: such things are better.</summary>
    public string? Head { get; }

    /// <summary>The whole text without separators, if it is a SKU or barcode.</summary>
    public string? Code { get; }

    /// <summary>The text with its corrections; null if there are none.</summary>
    public string? DidYouMean { get; }

    /// <summary>Stems to mark in what is shown.</summary>
    public HashSet<string> Marks { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<QueryWord> Words => _text.Words;

    public bool MatchesAll => _clauses.Count == 0;

    /// <summary>A word that staff have explained is neither completed nor corrected.</summary>
    private TextClause.Any WithSynonyms(int start, SynonymMatch match)
    {
        var typed = Enumerable.Range(start, match.Length).Select(i => Clause(_text.Words[i], isLast: false, guess: false)).ToList();
        var alternatives = new List<TextClause> { typed.Count == 1 ? typed[0] : new TextClause.All(typed) };
        foreach (var stems in match.Alternatives)
        {
            Marks.UnionWith(stems);
            alternatives.Add(stems.Length == 1 ? new TextClause.Term(stems[0], Weights.Synonym) : new TextClause.Phrase(stems, Weights.Synonym));
        }

        return new TextClause.Any(alternatives);
    }

    private TextClause Clause(QueryWord word, bool isLast, bool guess = true)
    {
        var alternatives = new List<TextClause>();
        Mark(word);
        if (_vocabulary.HasStem(word.Whole.Stem))
        {
            alternatives.Add(new TextClause.Term(word.Whole.Stem, 1f));
        }

        if (word.Parts.Count > 1)
        {
            alternatives.Add(new TextClause.Phrase([.. word.Parts.Select(p => p.Stem)], 1f));
        }

        if (HasCode(word.Whole.Text))
        {
            alternatives.Add(new TextClause.Code(word.Whole.Text, Weights.CodeAmongWords));
        }

        if (word.IsPlain && Split(word.Whole.Text) is { } halves)
        {
            alternatives.Add(new TextClause.Phrase(halves, Weights.Compound));
        }

        if (alternatives.Count == 0 && guess)
        {
            AddGuesses(word, isLast, alternatives);
        }

        return alternatives.Count == 1 ? alternatives[0] : new TextClause.Any(alternatives);
    }

    private void AddGuesses(QueryWord word, bool isLast, List<TextClause> alternatives)
    {
        if (isLast)
        {
            foreach (var completion in _vocabulary.StartingWith(word.Whole.Text, Completions))
            {
                alternatives.Add(Guess(completion.Word, Weights.Completed));
            }
        }

        if (alternatives.Count > 0 || !word.IsPlain || Candidate.Edits(word.Whole.Text) == 0)
        {
            return;
        }

        var near = _vocabulary.Near(word.Whole.Text, Alternatives);
        foreach (var candidate in near)
        {
            alternatives.Add(Guess(candidate.Word, MathF.Pow(Weights.Corrected, candidate.Distance)));
        }

        if (near.Count > 0)
        {
            _corrections.Add((word, near[0].Word));
        }
    }

    private TextClause.Term Guess(string word, float weight)
    {
        var stem = WordForms.Of(word).Stem;
        Marks.Add(stem);
        return new TextClause.Term(stem, weight);
    }

    /// <summary>A maker's name at the end of a phrase says for what a thing is made, not what it is.</summary>
    private string? HeadOf(string stem)
    {
        var (things, brands) = (_vocabulary.Products(SearchFields.Heads, stem), _vocabulary.Products(SearchFields.Brand, stem));
        return things > 0 && brands <= things ? stem : null;
    }

    private TextClause.Term? JoinedWithNext(int i)
    {
        var joined = WordForms.Of(_text.Words[i].Whole.Text + _text.Words[i + 1].Whole.Text);
        if (_vocabulary.Products(SearchFields.Words, joined.Text) == 0 && _vocabulary.Products(SearchFields.ValueWords, joined.Text) == 0)
        {
            return null;
        }

        Marks.Add(joined.Stem);
        return new TextClause.Term(joined.Stem, Weights.Joined);
    }

    /// <summary>The two vocabulary words that a word is made of, if it is; the split whose rarer half is the more frequent.</summary>
    private string[]? Split(string word)
    {
        string[]? best = null;
        var bestCount = 0;
        for (var cut = ShortestHalf; cut <= word.Length - ShortestHalf && word.Length <= LongestCompound; cut++)
        {
            var count = Math.Min(_vocabulary.Products(SearchFields.Words, word[..cut]), _vocabulary.Products(SearchFields.Words, word[cut..]));
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

    private bool HasCode(string code) => code.Length > 0 && _vocabulary.Products(SearchFields.Code, code) > 0;
}
