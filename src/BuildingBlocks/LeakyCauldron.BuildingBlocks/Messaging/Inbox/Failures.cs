using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>What a failed delivery calls for.</summary>
internal enum FailureKind
{
    /// <summary>Tried again a few times, then put aside.</summary>
    Handler,

    /// <summary>Another writer was first: tried again at once, it costs no attempt at first.</summary>
    LostRace,

    /// <summary>The database cannot be reached: tried again for as long as that lasts.</summary>
    DatabaseAway,

    /// <summary>Put aside at once.</summary>
    Malformed,
}

internal static class Failures
{
    public static FailureKind KindOf(Exception exception) =>
        exception switch
        {
            MalformedEventException => FailureKind.Malformed,
            DbUpdateException e when Retryable.IsLostRace(e) => FailureKind.LostRace,
            PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => FailureKind.LostRace,
            PostgresException e => IsAway(e.SqlState) ? FailureKind.DatabaseAway : FailureKind.Handler,
            NpgsqlException { IsTransient: true, InnerException: not TimeoutException } => FailureKind.DatabaseAway,
            { InnerException: { } inner } => KindOf(inner),
            _ => FailureKind.Handler,
        };

    /// <summary>Connection lost, server stopping or starting, too many connections, out of disk or memory.</summary>
    private static bool IsAway(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState.StartsWith("57P", StringComparison.Ordinal)
        || sqlState.StartsWith("53", StringComparison.Ordinal);
}
