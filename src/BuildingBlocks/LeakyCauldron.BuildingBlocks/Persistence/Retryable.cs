using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Persistence;

/// <summary>Tells a lost race, which a second look settles, from a real failure.</summary>
public static class Retryable
{
    /// <summary>Another writer was first: a stale row, a serialisation failure, a deadlock, a unique row that appeared meanwhile, or one referred to that went.</summary>
    public static bool IsLostRace(DbUpdateException e) =>
        e is DbUpdateConcurrencyException
        || e.InnerException
            is PostgresException
            {
                SqlState: PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.UniqueViolation
                    or PostgresErrorCodes.ForeignKeyViolation
            };

    /// <summary>True if the failure is a unique index refusing a duplicate.</summary>
    public static bool IsDuplicate(DbUpdateException e, string? constraint = null) =>
        e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } p
        && (constraint is null || p.ConstraintName == constraint);
}
