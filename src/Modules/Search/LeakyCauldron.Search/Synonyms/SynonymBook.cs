using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Synonyms;

/// <summary>The synonyms in force in this process.</summary>
internal sealed class SynonymBook
{
    private SynonymSet _current = SynonymSet.Empty;

    public SynonymSet Current => Volatile.Read(ref _current);

    public void Use(IEnumerable<SynonymRule> rules) => Volatile.Write(ref _current, new SynonymSet(rules));
}
