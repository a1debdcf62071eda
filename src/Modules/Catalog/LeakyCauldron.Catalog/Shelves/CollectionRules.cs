using System.Text.Json;

namespace LeakyCauldron.Catalog.Shelves;

/// <summary>Which rules a collection may have; each is a condition that lists can be narrowed by.</summary>
internal static class CollectionRules
{
    public const int Most = 20;

    /// <summary>Null for a good rule.</summary>
    public static string? Objection(CollectionRule rule) =>
        rule.Field switch
        {
            "tag"
            or "brand"
            or "category"
            or "title" when rule.Op is not ("eq" or "ne" or "contains") || (rule.Op == "contains") != (rule.Field == "title") => rule.Field == "title"
                ? "A title contains something."
                : "eq or ne.",
            "tag" or "brand" or "category" or "title" => rule.Value.ValueKind == JsonValueKind.String
            && rule.Value.GetString()!.Trim().Length is > 0 and <= 255
                ? null
                : "A text of 1 to 255 characters.",
            "price" when rule.Op is not ("lt" or "lte" or "gt" or "gte" or "eq" or "ne") => "lt, lte, gt, gte, eq or ne.",
            "price" when rule.Currency is null || !Currencies.IsKnown(rule.Currency) => "A price needs a currency that the shop knows.",
            "price" => rule.Value.ValueKind == JsonValueKind.Number && rule.Value.TryGetInt64(out var amount) && amount >= 0
                ? null
                : "An amount in minor units.",
            "inStock" when rule.Op != "eq" => "eq.",
            "inStock" => rule.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "True or false.",
            _ => "tag, brand, category, title, price or inStock.",
        };
}
