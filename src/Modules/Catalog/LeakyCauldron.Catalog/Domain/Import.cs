namespace LeakyCauldron.Catalog.Domain;

internal enum ImportStatus
{
    Running,
    Completed,
    Failed,
}

/// <summary>One run of a product file. Counters move in the transaction of the products they count, so a run that dies goes on where it stopped.</summary>
internal sealed class Import
{
    private Import() { }

    public Import(Guid id, string currency, string? spoolFile, Guid? actor, DateTimeOffset now)
    {
        Id = id;
        Currency = currency;
        SpoolFile = spoolFile;
        Actor = actor;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }
    public ImportStatus Status { get; set; }
    public string Currency { get; private set; } = "";

    /// <summary>Name of the received file in this shop's imports folder; null once it is done.</summary>
    public string? SpoolFile { get; set; }

    public int Total { get; set; }
    public int Processed { get; set; }
    public int Created { get; set; }
    public int Updated { get; set; }
    public int Unchanged { get; set; }
    public int Failed { get; set; }

    /// <summary>Why the run as a whole failed.</summary>
    public string? ErrorCode { get; set; }

    public Guid? Actor { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The process that works on it, until the lease ends.</summary>
    public Guid? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }
}

/// <summary>Something wrong with a file, by line.</summary>
internal sealed record ImportError(Guid ImportId, int Number, long Line, string? Field, string Code, string Message);
