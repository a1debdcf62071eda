using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Embedded;

/// <summary>A query's filters in value numbers, checked against columns. Attributes are dimensions from <see cref="FirstAttribute"/> on, in the query's order.</summary>
internal sealed class FilterSet
{
    public const int Passed = -1;
    public const int FailedMany = -2;
    public const int Brand = 0;
    public const int Category = 1;
    public const int Price = 2;
    public const int Stock = 3;
    public const int Rating = 4;
    public const int FirstAttribute = 5;

    private readonly HashSet<int>? _brands;
    private readonly HashSet<int>? _categories;
    private readonly List<HashSet<int>> _attributes = [];
    private readonly long _minPrice;
    private readonly long _maxPrice;
    private readonly bool _priced;
    private readonly bool? _inStock;
    private readonly long _minRating;
    private readonly string _currency;

    public FilterSet(ProductQuery query, FacetValues values)
    {
        _brands = Numbers(query.Brands, values.Brands.Find);
        _categories = Numbers(query.Categories, values.Categories.Find);
        _priced = query.MinPrice is not null || query.MaxPrice is not null;
        _minPrice = query.MinPrice ?? long.MinValue + 1;
        _maxPrice = query.MaxPrice ?? long.MaxValue;
        _inStock = query.InStock;
        _minRating = query.MinRating is { } stars ? ProductKeys.RatingOf(stars) : 0;
        _currency = query.Currency;
        foreach (var (name, wanted) in query.Attributes)
        {
            _attributes.Add(Numbers(wanted, value => values.FindPair(name, value))!);
            AttributeNumbers.Add(values.AttributeNames.Find(name));
        }
    }

    /// <summary>Attribute number of each attribute dimension; -1 if no product has it.</summary>
    public List<int> AttributeNumbers { get; } = [];

    /// <summary>Numbers of the brands asked for; null if any will do.</summary>
    public HashSet<int>? Brands => _brands;

    /// <summary>Numbers of the categories asked for; null if any will do.</summary>
    public HashSet<int>? Categories => _categories;

    /// <summary>Numbers of the values asked for of an attribute; null if any will do.</summary>
    public HashSet<int>? PairsOf(int attribute) => AttributeNumbers.IndexOf(attribute) is >= 0 and var i ? _attributes[i] : null;

    /// <summary><see cref="Passed"/>, the one dimension that refuses the document, or <see cref="FailedMany"/>.</summary>
    public int Check(SegmentColumns columns, int doc)
    {
        var failed = Passed;
        if (_brands is not null && !_brands.Contains(columns.Brands[doc]))
        {
            failed = Brand;
        }

        if (_categories is not null && !Overlaps(_categories, columns.Categories.Of(doc)) && !Fail(ref failed, Category))
        {
            return FailedMany;
        }

        if (_priced && !IsPriced(columns, doc) && !Fail(ref failed, Price))
        {
            return FailedMany;
        }

        if (_inStock is { } inStock && columns.InStock[doc] != inStock && !Fail(ref failed, Stock))
        {
            return FailedMany;
        }

        if (_minRating > 0 && columns.Ratings[doc] < _minRating && !Fail(ref failed, Rating))
        {
            return FailedMany;
        }

        for (var i = 0; i < _attributes.Count; i++)
        {
            if (!Overlaps(_attributes[i], columns.Attributes.Of(doc)) && !Fail(ref failed, FirstAttribute + i))
            {
                return FailedMany;
            }
        }

        return failed;
    }

    /// <summary>False if another dimension has failed before.</summary>
    private static bool Fail(ref int failed, int dimension)
    {
        if (failed != Passed)
        {
            return false;
        }

        failed = dimension;
        return true;
    }

    private bool IsPriced(SegmentColumns columns, int doc) =>
        columns.Prices.TryGetValue(_currency, out var prices) && prices.Amounts[doc] >= _minPrice && prices.Amounts[doc] <= _maxPrice;

    private static bool Overlaps(HashSet<int> wanted, ReadOnlySpan<int> present)
    {
        foreach (var number in present)
        {
            if (wanted.Contains(number))
            {
                return true;
            }
        }

        return false;
    }

    private static HashSet<int>? Numbers(IReadOnlyList<string> wanted, Func<string, int> find) =>
        wanted.Count == 0 ? null : [.. wanted.Select(find).Where(n => n >= 0)];
}
