using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>How a private Postgres is found, placed and run.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>The host's data folder (<c>DATA_DIR</c>); the server lives in <c>postgres/</c> below it, or where <c>postgres.location</c> in it points.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> (<c>PG_BIN</c>); null looks in <c>PATH</c> and the usual places.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>The application's database, created when missing.</summary>
    public string Database { get; init; } = "leaky";

    /// <summary>False trades the safety of committed data against a power cut for speed: for tests alone.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>The server's <c>max_connections</c>.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>How long creating, recovering and starting may take together.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a fast shutdown may take before the server is stopped at once (it then recovers at its next start).</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told when a server is created, started, adopted or stopped.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
