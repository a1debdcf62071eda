namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>Puts rows that were read together into an order that may be published.</summary>
internal static class OutboxBatch
{
    /// <summary>Rows that failed before are sent one by one; so many a turn, for others wait meanwhile.</summary>
    private const int OneByOneAtOnce = 50;

    /// <summary>
    /// Per key the unbroken run of versions that begins with the lowest unsent one; what lies behind a row that was not read waits for the next turn. Keys with a
    /// row that was refused before are to be sent one by one: a broker refuses a message together with its neighbours, and alone the innocent get through.
    /// </summary>
    public static (List<OutboxRow> Together, List<OutboxRow> OneByOne) Plan(IReadOnlyList<OutboxRow> rows)
    {
        var together = new List<OutboxRow>(rows.Count);
        var oneByOne = new List<OutboxRow>();
        foreach (var key in rows.GroupBy(r => r.Envelope.Key, StringComparer.Ordinal))
        {
            var run = Run(key);
            var target = run.Exists(r => r.Attempts > 0) ? oneByOne : together;
            target.AddRange(run);
        }

        return (together, oneByOne.Count > OneByOneAtOnce ? oneByOne[..OneByOneAtOnce] : oneByOne);
    }

    /// <summary>
    /// What no broker or consumer would take, the first of each key: to be parked at once. It is taken out of the rows, and so is what comes behind it.
    /// </summary>
    public static List<OutboxRow> TakeOversized(List<OutboxRow> rows)
    {
        var oversized = rows.Where(r => r.Envelope.Data.Length > EventEnvelope.MaxDataBytes).DistinctBy(r => r.Envelope.Key).ToList();
        rows.RemoveAll(r => oversized.Exists(o => o.Envelope.Key == r.Envelope.Key && o.Envelope.Version <= r.Envelope.Version));
        return oversized;
    }

    private static List<OutboxRow> Run(IEnumerable<OutboxRow> key)
    {
        var run = new List<OutboxRow>();
        foreach (var row in key.OrderBy(r => r.Envelope.Version))
        {
            if (row.Envelope.Version != row.First + run.Count)
            {
                break;
            }

            run.Add(row);
        }

        return run;
    }
}
