namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>The private Postgres cannot be had; the message is one line for the person who started the host.</summary>
public class EmbeddedPostgresException : Exception
{
    /// <summary>With the line to show.</summary>
    public EmbeddedPostgresException(string message)
        : base(message) { }

    /// <summary>With the line to show and what caused it.</summary>
    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException) { }
}

/// <summary>No usable Postgres programs are on this machine; the message says what to install.</summary>
public sealed class PostgresNotFoundException : EmbeddedPostgresException
{
    /// <summary>With the line to show.</summary>
    public PostgresNotFoundException(string message)
        : base(message) { }
}

/// <summary>Another live host keeps its data in the same folder.</summary>
public sealed class DataFolderInUseException : EmbeddedPostgresException
{
    /// <summary>With the line to show and the refused lock.</summary>
    public DataFolderInUseException(string message, Exception innerException)
        : base(message, innerException) { }
}
