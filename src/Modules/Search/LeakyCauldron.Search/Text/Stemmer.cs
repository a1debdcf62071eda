using Lucene.Net.Analysis;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.TokenAttributes;

namespace LeakyCauldron.Search.Text;

/// <summary>English stems of single words; not thread-safe.</summary>
internal sealed class Stemmer : IDisposable
{
    private readonly OneWord _source = new();
    private readonly KStemFilter _filter;
    private readonly ICharTermAttribute _term;

    public Stemmer()
    {
        _filter = new KStemFilter(_source);
        _term = _filter.GetAttribute<ICharTermAttribute>();
    }

    public string Stem(string word)
    {
        _source.Set(word);
        _filter.Reset();
        var stem = _filter.IncrementToken() ? _term.ToString()! : word;
        _filter.End();
        return stem;
    }

    public void Dispose()
    {
        _filter.Dispose();
        _source.Dispose();
    }

    private sealed class OneWord : TokenStream
    {
        private readonly ICharTermAttribute _term;
        private string? _word;

        public OneWord() => _term = AddAttribute<ICharTermAttribute>();

        public void Set(string word) => _word = word;

        public override bool IncrementToken()
        {
            if (_word is null)
            {
                return false;
            }

            ClearAttributes();
            _term.SetEmpty().Append(_word);
            _word = null;
            return true;
        }
    }
}
