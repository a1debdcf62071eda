using LeakyCauldron.Search.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Hands the tokens of a field to the index writer.</summary>
internal sealed class TermStream : TokenStream
{
    private const int GapBetweenValues = 10;
    private readonly ICharTermAttribute _term;
    private readonly IPositionIncrementAttribute _position;
    private readonly FieldText _field;
    private int _next;

    public TermStream(FieldText field)
    {
        _field = field;
        _term = AddAttribute<ICharTermAttribute>();
        _position = AddAttribute<IPositionIncrementAttribute>();
    }

    public bool IsEmpty => _field.Tokens.Count == 0;

    public override void Reset() => _next = 0;

    public override bool IncrementToken()
    {
        if (_next == _field.Tokens.Count)
        {
            return false;
        }

        ClearAttributes();
        var token = _field.Tokens[_next];
        _term.SetEmpty().Append(token.Form.Stem);
        _position.PositionIncrement =
            token.Joined ? 0
            : _next > 0 && _field.StartsValue(_next) ? GapBetweenValues
            : 1;
        _next++;
        return true;
    }
}
