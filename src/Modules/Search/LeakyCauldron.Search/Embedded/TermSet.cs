using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace LeakyCauldron.Search.Embedded;

/// <summary>A field of distinct terms without positions.</summary>
internal sealed class TermSet : TokenStream
{
    private readonly ICharTermAttribute _term;
    private readonly HashSet<string> _terms = new(StringComparer.Ordinal);
    private HashSet<string>.Enumerator _next;

    public TermSet() => _term = AddAttribute<ICharTermAttribute>();

    public HashSet<string> Terms => _terms;

    public void Clear() => _terms.Clear();

    public void Add(string term)
    {
        if (term.Length > 0)
        {
            _terms.Add(term);
        }
    }

    public override void Reset() => _next = _terms.GetEnumerator();

    public override bool IncrementToken()
    {
        if (!_next.MoveNext())
        {
            return false;
        }

        ClearAttributes();
        _term.SetEmpty().Append(_next.Current);
        return true;
    }
}
