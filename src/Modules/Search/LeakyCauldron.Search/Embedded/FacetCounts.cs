using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Embedded;

/// <summary>
/// Counts facet values in one pass: a product that passes all filters counts everywhere; one that only a facet's own filter refuses counts in that facet
/// alone, which is what the shopper would get by choosing the value.
/// </summary>
internal sealed class FacetCounts(FacetValues values, FilterSet filters, string currency)
{
    private SegmentColumns _columns = null!;
    private PriceColumn? _prices;

    public int[] Brands { get; } = new int[values.Brands.Count];

    public int[] Categories { get; } = new int[values.Categories.Count];

    public int[] Pairs { get; } = new int[values.AttributePairs.Count];

    public int[] Ranges { get; } = new int[sbyte.MaxValue];

    /// <summary>Out of stock, in stock.</summary>
    public int[] Stock { get; } = new int[2];

    /// <summary>Products with at least so many stars, from 1.</summary>
    public int[] AtLeast { get; } = new int[FixedFacets.Stars];

    public void Enter(SegmentColumns columns)
    {
        _columns = columns;
        _prices = columns.Prices.GetValueOrDefault(currency);
    }

    public void Add(int doc, int failed)
    {
        switch (failed)
        {
            case FilterSet.Passed:
                AddBrand(doc);
                AddCategories(doc);
                AddPrice(doc);
                AddStock(doc);
                AddRating(doc);
                AddPairs(doc, attribute: -1);
                break;
            case FilterSet.Brand:
                AddBrand(doc);
                break;
            case FilterSet.Category:
                AddCategories(doc);
                break;
            case FilterSet.Price:
                AddPrice(doc);
                break;
            case FilterSet.Stock:
                AddStock(doc);
                break;
            case FilterSet.Rating:
                AddRating(doc);
                break;
            case >= FilterSet.FirstAttribute when filters.AttributeNumbers[failed - FilterSet.FirstAttribute] is >= 0 and var attribute:
                AddPairs(doc, attribute);
                break;
        }
    }

    private void AddBrand(int doc)
    {
        if (_columns.Brands[doc] is >= 0 and var brand)
        {
            Brands[brand]++;
        }
    }

    private void AddCategories(int doc)
    {
        foreach (var category in _columns.Categories.Of(doc))
        {
            Categories[category]++;
        }
    }

    private void AddPrice(int doc)
    {
        if (_prices?.Ranges[doc] is >= 0 and var range)
        {
            Ranges[range]++;
        }
    }

    private void AddStock(int doc) => Stock[_columns.InStock[doc] ? 1 : 0]++;

    private void AddRating(int doc)
    {
        var stars = Math.Min(FixedFacets.Stars, (int)((_columns.Ratings[doc] >> 32) / 100));
        for (var i = 0; i < stars; i++)
        {
            AtLeast[i]++;
        }
    }

    private void AddPairs(int doc, int attribute)
    {
        foreach (var pair in _columns.Attributes.Of(doc))
        {
            if (attribute < 0 || values.AttributeOf(pair) == attribute)
            {
                Pairs[pair]++;
            }
        }
    }
}
