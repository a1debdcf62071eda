namespace LeakyCauldron.Catalog.Domain;

/// <summary>
/// Counts statements that changed what lists show; the sum over all slots is the version. A session counts in the slot of its own number, so that writers do not wait for each
/// other.
/// </summary>
internal sealed class ListChange
{
    public int Slot { get; init; }
    public long Count { get; init; }
}
