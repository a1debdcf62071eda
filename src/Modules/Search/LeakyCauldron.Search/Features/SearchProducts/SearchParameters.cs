using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Features.SearchProducts;

/// <summary>The query string of a search, and its limits.</summary>
internal sealed record SearchParameters(
    string? Q,
    IReadOnlyList<string> Category,
    IReadOnlyList<string> Brand,
    long? MinPrice,
    long? MaxPrice,
    bool? InStock,
    int? MinRating,
    string? Sort,
    int? Limit,
    string? After,
    string? Currency
)
{
    public const int LongestText = 256;
    private const int MostValues = 50;
    private const int MostAttributes = 20;
    private const string AttributePrefix = "attributes.";

    public Result<ProductQuery> ToQuery(IQueryCollection all, string defaultCurrency)
    {
        var currency = string.IsNullOrEmpty(Currency) ? defaultCurrency : Currency.ToUpperInvariant();
        var attributes = all.Where(p => p.Key.StartsWith(AttributePrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(
                p => p.Key[AttributePrefix.Length..],
                p => (IReadOnlyList<string>)[.. p.Value.OfType<string>()],
                StringComparer.OrdinalIgnoreCase
            );
        var limit = PageLimit.Of(Limit);
        var after = Cursor.Decode<SearchCursor>(After);
        if ((Refused(attributes, currency) ?? limit.Error ?? after.Error) is { } refused)
        {
            return refused;
        }

        if (SortOf(Sort, Q) is not { } sort)
        {
            return Error.Validation("sort", "Must be relevance, name, -name, price, -price, newest, popular or rating.");
        }

        if (after.Value is { } cursor && cursor.Sort != sort)
        {
            return Error.Validation("after", "This cursor belongs to another order.", "invalid_cursor");
        }

        return new ProductQuery
        {
            Text = Q ?? "",
            Categories = Category,
            Brands = Brand,
            Attributes = attributes,
            MinPrice = MinPrice,
            MaxPrice = MaxPrice,
            InStock = InStock,
            MinRating = MinRating,
            Currency = currency,
            Sort = sort,
            Limit = limit.Value,
            After = after.Value,
        };
    }

    private Error? Refused(Dictionary<string, IReadOnlyList<string>> attributes, string currency) =>
        Q?.Length > LongestText ? Error.Validation("q", $"Must be at most {LongestText} characters.")
        : !Currencies.IsKnown(currency) ? Error.Validation("currency", "This currency is not known.", "unknown_currency")
        : MinPrice < 0 ? Error.Validation("minPrice", "Must not be negative.")
        : MaxPrice < 0 ? Error.Validation("maxPrice", "Must not be negative.")
        : MaxPrice < MinPrice ? Error.Validation("maxPrice", "Must not be below minPrice.")
        : MinRating is < 1 or > 5 ? Error.Validation("minRating", "Must be between 1 and 5.")
        : Category.Count > MostValues ? Error.Validation("category", $"At most {MostValues} values.")
        : Brand.Count > MostValues ? Error.Validation("brand", $"At most {MostValues} values.")
        : attributes.Count > MostAttributes || attributes.Values.Any(v => v.Count > MostValues)
            ? Error.Validation("attributes", $"At most {MostAttributes} attributes of {MostValues} values.")
        : null;

    /// <summary>Without words there is no relevance, and the order is that of every list of products.</summary>
    private static ProductSort? SortOf(string? sort, string? text) =>
        sort switch
        {
            null or "" or "relevance" => string.IsNullOrWhiteSpace(text) ? ProductSort.Name : ProductSort.Relevance,
            "name" => ProductSort.Name,
            "-name" => ProductSort.NameDescending,
            "price" => ProductSort.Price,
            "-price" => ProductSort.PriceDescending,
            "newest" => ProductSort.Newest,
            "popular" => ProductSort.Popular,
            "rating" => ProductSort.Rating,
            _ => null,
        };
}
