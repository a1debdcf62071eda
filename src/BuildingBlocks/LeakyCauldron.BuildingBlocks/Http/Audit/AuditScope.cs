using System.Text.Json.Nodes;

namespace LeakyCauldron.BuildingBlocks.Http.Audit;

/// <summary>One row that a staff write has changed.</summary>
/// <param name="Entity">The table.</param>
/// <param name="Id">Its key.</param>
/// <param name="Before">What changed, as it was; null for a new row.</param>
/// <param name="After">The same as it is now; null for a deleted row.</param>
public sealed record AuditChange(string Entity, string Id, JsonObject? Before, JsonObject? After);

/// <summary>What the present request changes, collected while it saves.</summary>
internal sealed class AuditScope
{
    private const int Most = 100;
    private static readonly AsyncLocal<AuditScope?> Ambient = new();
    private readonly Lock _lock = new();
    private List<AuditChange> _changes = [];

    public static AuditScope? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public IReadOnlyList<AuditChange> Changes
    {
        get
        {
            lock (_lock)
            {
                return [.. _changes];
            }
        }
    }

    /// <summary>A bulk write is shown by its first rows.</summary>
    public void Add(IReadOnlyCollection<AuditChange> changes)
    {
        lock (_lock)
        {
            _changes.AddRange(changes.Take(Most - _changes.Count));
        }
    }

    /// <summary>The save came to nothing.</summary>
    public void Remove(IReadOnlyCollection<AuditChange> changes)
    {
        lock (_lock)
        {
            _changes = [.. _changes.Except(changes)];
        }
    }
}
