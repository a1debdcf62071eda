using System.Diagnostics;
using System.Text.Json.Serialization;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Log;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Search.Features.SearchProducts;

internal sealed record SearchProducts(ProductQuery Query) : IQuery<SearchResponse>;

internal sealed record SearchResponse(
    IReadOnlyList<SearchItem> Items,
    long Total,
    string? Next,
    IReadOnlyList<Facet> Facets,
    string? DidYouMean,
    long TookMs,
    string Engine
)
{
    /// <summary>True if no product has all the words, so that those with some of them are shown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Relaxed { get; init; }
}

/// <summary>A product as in the catalogue's list, with the SKU of the variant that fits best and the places where words were found.</summary>
internal sealed record SearchItem(
    Guid Id,
    string Slug,
    string Title,
    string? Brand,
    CardCategory? Category,
    Money? Price,
    Money? CompareAtPrice,
    string? Image,
    ItemRating Rating,
    bool InStock,
    int VariantCount,
    string Sku,
    IReadOnlyDictionary<string, string> Highlights
);

internal sealed record ItemRating(double Average, int Count);

internal sealed class SearchProductsHandler(ISearchEngine engine, SearchLog searches) : IRequestHandler<SearchProducts, Result<SearchResponse>>
{
    public async Task<Result<SearchResponse>> Handle(SearchProducts request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await engine.SearchAsync(request.Query, cancellationToken);
        if (answer.IsError)
        {
            return answer.Error;
        }

        var page = answer.Value;
        if (request.Query.After is null)
        {
            searches.Add(request.Query.Text, page.Total > 0 && !page.Relaxed, Stopwatch.GetElapsedTime(started));
        }

        return new SearchResponse(
            [.. page.Hits.Select(h => ItemOf(h, request.Query.Currency))],
            page.Total,
            page.Next is null ? null : Cursor.Encode(page.Next),
            page.Facets,
            page.DidYouMean,
            (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            engine.Name
        )
        {
            Relaxed = page.Relaxed,
        };
    }

    private static SearchItem ItemOf(ProductHit hit, string currency)
    {
        var card = hit.Card;
        var cheapest = card.Variants.Where(v => v.Prices.ContainsKey(currency)).MinBy(v => v.Prices[currency]);
        return new SearchItem(
            card.Id,
            card.Slug,
            card.Title,
            card.Brand,
            card.Category,
            cheapest?.PriceIn(currency),
            cheapest?.CompareAtIn(currency),
            card.Image,
            new ItemRating(card.Rating, card.RatingCount),
            card.InStock,
            card.Variants.Count,
            hit.Variant.Sku,
            hit.Highlights
        );
    }
}

internal static class SearchProductsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/search/products",
                async (
                    string? q,
                    [FromQuery] string[] category,
                    [FromQuery] string[] brand,
                    long? minPrice,
                    long? maxPrice,
                    bool? inStock,
                    int? minRating,
                    string? sort,
                    int? limit,
                    string? after,
                    string? currency,
                    HttpRequest http,
                    IConfiguration configuration,
                    IMediator mediator,
                    CancellationToken ct
                ) =>
                {
                    var parameters = new SearchParameters(q, category, brand, minPrice, maxPrice, inStock, minRating, sort, limit, after, currency);
                    var query = parameters.ToQuery(http.Query, configuration["Shop:Currency"] ?? "GBP");
                    return query.IsError ? query.Error.ToHttp() : (await mediator.Send(new SearchProducts(query.Value), ct)).ToOk();
                }
            )
            .Describe(
                "searchProducts",
                "Search",
                "Products by words, filters and order, with facets; category, brand and attributes.{name} may be repeated, prices are in minor units"
            )
            .Produces<SearchResponse>()
            .ProducesProblems(400, 503)
            .AllowAnonymous();
}
