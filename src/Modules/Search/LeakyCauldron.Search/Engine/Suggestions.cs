namespace LeakyCauldron.Search.Engine;

/// <summary>What may be meant by the first letters of a search.</summary>
internal sealed record Suggestions(
    IReadOnlyList<ProductSuggestion> Products,
    IReadOnlyList<BrandSuggestion> Brands,
    IReadOnlyList<CategorySuggestion> Categories,
    IReadOnlyList<QuerySuggestion> Queries
);

internal sealed record ProductSuggestion(Guid Id, string Slug, string Title, string? Image);

internal sealed record BrandSuggestion(string Name, int Count);

internal sealed record CategorySuggestion(string Slug, string Name, int Count);

internal sealed record QuerySuggestion(string Text, int Count);
