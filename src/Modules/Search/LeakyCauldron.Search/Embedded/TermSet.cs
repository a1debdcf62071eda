using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace LeakyCauldron.Search.Embedded;

/// <summary>A field of distinct terms without positions.</summary>
internal sealed class TermSet : TokenStream
{
    private readonly ICharTermAttribute _term;
    private readonly HashSet<string> _terms;
    private HashSet<string>.Enumerator _next;

    public TermSet(HashSet<string> terms)
    {
        _terms = terms;
        _term = AddAttribute<ICharTermAttribute>();
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
