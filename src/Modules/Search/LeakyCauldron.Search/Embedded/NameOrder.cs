using Lucene.Net.Index;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Ranks of all products by name. Ranks are even, so that a name that is not there has a place between them.</summary>
internal sealed class NameOrder
{
    private readonly SortedDocValues? _names;
    private readonly Lock _lookingUp = new();

    public NameOrder(IndexReader reader)
    {
        _names = MultiDocValues.GetSortedValues(reader, IndexSchema.NameColumn);
        Ranks = new int[reader.MaxDoc];
        for (var doc = 0; doc < Ranks.Length && _names is not null; doc++)
        {
            Ranks[doc] = _names.GetOrd(doc) * 2;
        }
    }

    public int[] Ranks { get; }

    public int RankOf(string name)
    {
        if (_names is null)
        {
            return 0;
        }

        lock (_lookingUp)
        {
            var ord = _names.LookupTerm(new BytesRef(name));
            return ord >= 0 ? ord * 2 : (~ord * 2) - 1;
        }
    }

    public string NameOf(int doc)
    {
        lock (_lookingUp)
        {
            var bytes = new BytesRef();
            _names!.LookupOrd(Ranks[doc] / 2, bytes);
            return bytes.Utf8ToString();
        }
    }
}
