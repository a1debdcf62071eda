using LeakyCauldron.Search.Text;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Looks terms up for one query. A term that was found is not looked up again when the query runs, and one that no product has costs no clause.</summary>
internal sealed class TermLookup(Snapshot snapshot) : IVocabulary
{
    private readonly Dictionary<Term, TermContext?> _found = [];
    private readonly Dictionary<string, TermsEnum?[]> _dictionaries = new(StringComparer.Ordinal);
    private readonly BytesRef _bytes = new();

    public bool HasStem(string stem)
    {
        foreach (var (field, _) in Weights.Fields)
        {
            if (Products(field, stem) > 0)
            {
                return true;
            }
        }

        return false;
    }

    public int Products(string field, string term) => Find(new Term(field, term))?.DocFreq ?? 0;

    public IReadOnlyList<Candidate> StartingWith(string start, int limit) => Vocabulary.StartingWith(snapshot.Reader, start, limit);

    public IReadOnlyList<Candidate> Near(string word, int limit) => Vocabulary.Near(snapshot.Reader, word, limit);

    /// <summary>Null if no product has the term there.</summary>
    public TermQuery? Query(string field, string text)
    {
        var term = new Term(field, text);
        return Find(term) is { } states ? new TermQuery(term, states) : null;
    }

    private TermContext? Find(Term term)
    {
        if (_found.TryGetValue(term, out var known))
        {
            return known;
        }

        TermContext? states = null;
        var dictionaries = Dictionaries(term.Field);
        _bytes.CopyChars(term.Text);
        for (var leaf = 0; leaf < dictionaries.Length; leaf++)
        {
            if (dictionaries[leaf] is { } terms && terms.SeekExact(_bytes))
            {
                states ??= new TermContext(snapshot.Reader.Context);
                states.Register(terms.GetTermState(), leaf, terms.DocFreq, terms.TotalTermFreq);
            }
        }

        return _found[term] = states;
    }

    private TermsEnum?[] Dictionaries(string field)
    {
        if (!_dictionaries.TryGetValue(field, out var all))
        {
            all = [.. snapshot.Reader.Leaves.Select(leaf => leaf.AtomicReader.GetTerms(field)?.GetEnumerator())];
            _dictionaries[field] = all;
        }

        return all;
    }
}
