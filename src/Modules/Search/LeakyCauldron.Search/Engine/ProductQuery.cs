namespace LeakyCauldron.Search.Engine;

/// <summary>What a shopper asks of an engine. Within a list any value will do, the lists must all be met.</summary>
internal sealed record ProductQuery
{
    public string Text { get; init; } = "";
    public IReadOnlyList<string> Categories { get; init; } = [];
    public IReadOnlyList<string> Brands { get; init; } = [];
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    public long? MinPrice { get; init; }
    public long? MaxPrice { get; init; }
    public bool? InStock { get; init; }
    public int? MinRating { get; init; }
    public required string Currency { get; init; }
    public ProductSort Sort { get; init; } = ProductSort.Relevance;
    public int Limit { get; init; } = PageLimit.Default;
    public SearchCursor? After { get; init; }
}

internal enum ProductSort
{
    Relevance,
    Name,
    NameDescending,
    Price,
    PriceDescending,
    Newest,
    Popular,
    Rating,
}

/// <summary>Sort values of a page's last product; <paramref name="Name"/> only where the order is by name.</summary>
internal sealed record SearchCursor(ProductSort Sort, long Key, string? Name, Guid Id);
