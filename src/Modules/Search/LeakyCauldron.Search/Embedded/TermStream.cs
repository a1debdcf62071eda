using LeakyCauldron.Search.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Hands tokens that are made already to the index writer; reused from product to product.</summary>
internal sealed class TermStream : TokenStream
{
    private const int GapBetweenValues = 10;
    private readonly ICharTermAttribute _term;
    private readonly IPositionIncrementAttribute _position;
    private readonly List<TextToken> _tokens = [];
    private readonly HashSet<int> _starts = [];
    private readonly bool _stemmed;
    private int _next;

    public TermStream(bool stemmed)
    {
        _stemmed = stemmed;
        _term = AddAttribute<ICharTermAttribute>();
        _position = AddAttribute<IPositionIncrementAttribute>();
    }

    public bool IsEmpty => _tokens.Count == 0;

    public List<TextToken> Tokens => _tokens;

    public void Clear()
    {
        _tokens.Clear();
        _starts.Clear();
    }

    /// <summary>Adds a value of the field, at a distance that no phrase spans.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        _starts.Add(_tokens.Count);
        TextSplitter.Tokenize(text, _tokens);
    }

    public override void Reset() => _next = 0;

    public override bool IncrementToken()
    {
        if (_next == _tokens.Count)
        {
            return false;
        }

        ClearAttributes();
        var token = _tokens[_next];
        _term.SetEmpty().Append(_stemmed ? token.Form.Stem : token.Form.Text);
        _position.PositionIncrement =
            token.Joined ? 0
            : _next > 0 && _starts.Contains(_next) ? GapBetweenValues
            : 1;
        _next++;
        return true;
    }
}
