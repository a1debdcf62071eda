using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>Keyset paging: a cursor holds the sort values of the last row, so a page costs the same however deep it lies.</summary>
public static class Cursor
{
    /// <summary>Opaque text of the last row's sort values.</summary>
    public static string Encode<T>(T key) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(key, Json.Wire));

    /// <summary>The sort values; null if there is no cursor, a 400 if it is not one of ours.</summary>
    public static Result<T?> Decode<T>(string? after)
        where T : class
    {
        if (string.IsNullOrEmpty(after))
        {
            return new Result<T?>(null, null);
        }

        try
        {
            if (after.Length <= 2048 && JsonSerializer.Deserialize<T>(WebEncoders.Base64UrlDecode(after), Json.Api) is { } key)
            {
                return new Result<T?>(key, null);
            }
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return Invalid();
        }

        return Invalid();
    }

    private static Error Invalid() => Error.Validation("after", "This is not a cursor of this list.", "invalid_cursor");
}

/// <summary>Limits of every list.</summary>
public static class PageLimit
{
    /// <summary>Items a page when not asked for.</summary>
    public const int Default = 24;

    /// <summary>Items a page at most.</summary>
    public const int Max = 100;

    /// <summary>The limit to use, or a 400.</summary>
    public static Result<int> Of(int? limit) =>
        limit is null ? Default
        : limit is >= 1 and <= Max ? limit.Value
        : Error.Validation("limit", "Must be between 1 and 100.");
}
