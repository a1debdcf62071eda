using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Embedded;

/// <summary>From counts to the facets of the answer: the most useful, in bounded number.</summary>
internal static class FacetBuilder
{
    private const int MaxValues = 50;
    private const int MaxAttributes = 8;
    private const int MaxAttributeValues = 20;

    /// <summary>An attribute with more values than this tells products apart instead of grouping them.</summary>
    private const int MostValuesOfAnAttribute = 500;

    public static IReadOnlyList<Facet> Build(ProductQuery query, FacetValues values, FilterSet filters, FacetCounts counts) =>
        [
            Brands(values, filters, counts),
            Categories(values, filters, counts),
            Prices(query, counts),
            Stock(query, counts),
            Ratings(query, counts),
            .. Attributes(values, filters, counts),
        ];

    private static Facet Brands(FacetValues values, FilterSet filters, FacetCounts counts) =>
        new(
            "brand",
            Top(counts.Brands, filters.Brands, MaxValues, null, (n, selected) => new FacetValue(values.Brands[n], counts.Brands[n], selected))
        );

    private static Facet Categories(FacetValues values, FilterSet filters, FacetCounts counts) =>
        new(
            "category",
            Top(
                counts.Categories,
                filters.Categories,
                MaxValues,
                null,
                (n, selected) => new FacetValue(values.Categories[n], counts.Categories[n], selected) { Label = values.CategoryName(n) }
            )
        );

    private static Facet Prices(ProductQuery query, FacetCounts counts)
    {
        var ranges = PriceRanges.Of(query.Currency);
        return new Facet(
            "price",
            [
                .. Enumerable
                    .Range(0, ranges.Count)
                    .Select(r => new FacetValue(
                        ranges.Value(r),
                        counts.Ranges[r],
                        (query.MinPrice ?? 0) == ranges.From(r) && query.MaxPrice == ranges.To(r) && (query.MinPrice ?? query.MaxPrice) is not null
                    )
                    {
                        Label = ranges.Label(r),
                    })
                    .Where(v => v.Count > 0 || v.Selected),
            ]
        );
    }

    private static Facet Stock(ProductQuery query, FacetCounts counts) =>
        new(
            "inStock",
            [new FacetValue("true", counts.Stock[1], query.InStock == true), new FacetValue("false", counts.Stock[0], query.InStock == false)]
        );

    private static Facet Ratings(ProductQuery query, FacetCounts counts) =>
        new(
            "rating",
            [
                .. Enumerable
                    .Range(1, FacetCounts.Stars)
                    .Reverse()
                    .Select(stars => new FacetValue(
                        stars.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        counts.AtLeast[stars - 1],
                        query.MinRating == stars
                    ))
                    .Where(v => v.Count > 0 || v.Selected),
            ]
        );

    /// <summary>Those asked for, then those that most of the products have.</summary>
    private static IEnumerable<Facet> Attributes(FacetValues values, FilterSet filters, FacetCounts counts)
    {
        var numbers = Enumerable.Range(0, values.AttributeNames.Count).ToArray();
        var (distinct, products) = (new int[numbers.Length], new long[numbers.Length]);
        for (var pair = 0; pair < counts.Pairs.Length; pair++)
        {
            if (counts.Pairs[pair] > 0)
            {
                var attribute = values.AttributeOf(pair);
                distinct[attribute]++;
                products[attribute] += counts.Pairs[pair];
            }
        }

        return numbers
            .Where(a => filters.AttributeNumbers.Contains(a) || distinct[a] is > 0 and <= MostValuesOfAnAttribute)
            .OrderByDescending(filters.AttributeNumbers.Contains)
            .ThenByDescending(a => products[a])
            .ThenBy(a => values.AttributeNames[a], StringComparer.Ordinal)
            .Take(Math.Max(MaxAttributes, filters.AttributeNumbers.Count))
            .Select(a => new Facet($"attributes.{values.AttributeNames[a]}", ValuesOf(a, values, filters, counts)));
    }

    private static List<FacetValue> ValuesOf(int attribute, FacetValues values, FilterSet filters, FacetCounts counts) =>
        Top(
            counts.Pairs,
            filters.PairsOf(attribute),
            MaxAttributeValues,
            pair => values.AttributeOf(pair) == attribute,
            (pair, selected) => new FacetValue(values.ValueOf(pair), counts.Pairs[pair], selected)
        );

    /// <summary>The asked for and the most frequent; values are made for these alone.</summary>
    private static List<FacetValue> Top(int[] counts, HashSet<int>? asked, int limit, Func<int, bool>? belongs, Func<int, bool, FacetValue> make)
    {
        var best = new PriorityQueue<int, (bool Selected, int Count, int Older)>();
        for (var n = 0; n < counts.Length; n++)
        {
            var selected = asked?.Contains(n) == true;
            if ((counts[n] == 0 && !selected) || belongs?.Invoke(n) == false)
            {
                continue;
            }

            if (best.Count < limit)
            {
                best.Enqueue(n, (selected, counts[n], -n));
            }
            else
            {
                best.EnqueueDequeue(n, (selected, counts[n], -n));
            }
        }

        return
        [
            .. best
                .UnorderedItems.Select(i => make(i.Element, i.Priority.Selected))
                .OrderByDescending(v => v.Selected)
                .ThenByDescending(v => v.Count)
                .ThenBy(v => v.Value, StringComparer.Ordinal),
        ];
    }
}
