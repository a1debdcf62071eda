using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Synonyms;

internal sealed record SynonymsEdited(int Revision) : IDomainEvent;

/// <summary>The shop's one list of synonyms, edited as a whole.</summary>
internal sealed class SynonymList : AggregateRoot
{
    /// <summary>A shop has one.</summary>
    public static readonly Guid TheOne = StableId.Of("search.synonyms");

    public List<SynonymRule> Rules { get; private set; } = [];

    /// <summary>Counts changes, from 1.</summary>
    public int Revision { get; private set; }

    public static SynonymList Create() => new() { Id = TheOne };

    public void Replace(IEnumerable<SynonymRule> rules)
    {
        Rules = [.. rules];
        Revision++;
        Raise(new SynonymsEdited(Revision));
    }
}
