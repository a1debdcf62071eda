using System.Diagnostics.CodeAnalysis;

namespace LeakyCauldron.Catalog.Persistence;

/// <summary>Columns of the present row. A row is in memory once it has been read, so there is nothing to await.</summary>
[SuppressMessage("Design", "MA0045", Justification = "The row is in memory.")]
internal static class RowReading
{
    public static bool IsNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column);

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static int? IntOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public static Guid? GuidOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    public static Money? MoneyOrNull(this NpgsqlDataReader row, int column, string currency) =>
        row.IsDBNull(column) ? null : new Money(row.GetInt64(column), currency);

    public static DateTimeOffset Instant(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? InstantOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    public static string[] Texts(this NpgsqlDataReader row, int column) => row.GetFieldValue<string[]>(column);

    public static Guid[] Guids(this NpgsqlDataReader row, int column) => row.GetFieldValue<Guid[]>(column);

    public static byte[]? BytesOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}
