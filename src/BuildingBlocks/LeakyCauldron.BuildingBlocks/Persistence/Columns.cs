using System.Collections.Frozen;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LeakyCauldron.BuildingBlocks.Persistence;

/// <summary>How values that are not plain columns are stored.</summary>
public static class Columns
{
    /// <summary>An enum as its snake_case name, the same as in the API, so that rows can be read and queried by people.</summary>
    public static PropertyBuilder<T> IsText<T>(this PropertyBuilder<T> property)
        where T : struct, Enum => property.HasConversion(value => Names<T>.ToText(value), text => Names<T>.FromText(text)).HasMaxLength(40);

    /// <summary>An immutable value as <c>jsonb</c>; it is replaced whole and compared by its text.</summary>
    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property)
    {
        property.HasColumnType("jsonb");
        return property.HasConversion(
            value => ToJson(value),
            json => JsonSerializer.Deserialize<T>(json, Json.Wire)!,
            new ValueComparer<T>((a, b) => ToJson(a) == ToJson(b), value => ToJson(value).GetHashCode(StringComparison.Ordinal), value => value)
        );
    }

    private static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Json.Wire);

    private static class Names<T>
        where T : struct, Enum
    {
        private static readonly FrozenDictionary<T, string> Texts = Enum.GetValues<T>()
            .ToFrozenDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));
        private static readonly FrozenDictionary<string, T> Values = Texts.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

        public static string ToText(T value) => Texts[value];

        public static T FromText(string text) => Values[text];
    }
}
