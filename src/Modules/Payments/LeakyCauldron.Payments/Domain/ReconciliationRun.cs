namespace LeakyCauldron.Payments.Domain;

/// <summary>A comparison of the books that has been made, kept as it was reported.</summary>
internal sealed class ReconciliationRun
{
    private ReconciliationRun() { }

    public ReconciliationRun(Guid id, DateTimeOffset at, string report) => (Id, At, Report) = (id, at, report);

    public Guid Id { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>JSON.</summary>
    public string Report { get; private set; } = "";
}
