using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Embedded;

/// <summary>From counts to the facets of the answer: the most useful, in bounded number.</summary>
internal static class FacetBuilder
{
    public static IReadOnlyList<Facet> Build(ProductQuery query, FacetValues values, FilterSet filters, FacetCounts counts) =>
        [
            Brands(values, filters, counts),
            Categories(values, filters, counts),
            FixedFacets.Prices(query, range => counts.Ranges[range]),
            FixedFacets.Stock(query, counts.Stock[1], counts.Stock[0]),
            FixedFacets.Ratings(query, stars => counts.AtLeast[stars - 1]),
            .. Attributes(values, filters, counts),
        ];

    private static Facet Brands(FacetValues values, FilterSet filters, FacetCounts counts) =>
        new(
            "brand",
            Top(
                counts.Brands,
                filters.Brands,
                FacetLimits.Values,
                null,
                (n, selected) => new FacetValue(values.Brands[n], counts.Brands[n], selected)
            )
        );

    private static Facet Categories(FacetValues values, FilterSet filters, FacetCounts counts) =>
        new(
            "category",
            Top(
                counts.Categories,
                filters.Categories,
                FacetLimits.Values,
                null,
                (n, selected) => new FacetValue(values.Categories[n], counts.Categories[n], selected) { Label = values.CategoryName(n) }
            )
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
            .Where(a => filters.AttributeNumbers.Contains(a) || distinct[a] is > 0 and <= FacetLimits.MostValuesOfAnAttribute)
            .OrderByDescending(filters.AttributeNumbers.Contains)
            .ThenByDescending(a => products[a])
            .ThenBy(a => values.AttributeNames[a], StringComparer.Ordinal)
            .Take(Math.Max(FacetLimits.Attributes, filters.AttributeNumbers.Count))
            .Select(a => new Facet($"attributes.{values.AttributeNames[a]}", ValuesOf(a, values, filters, counts)));
    }

    private static List<FacetValue> ValuesOf(int attribute, FacetValues values, FilterSet filters, FacetCounts counts) =>
        Top(
            counts.Pairs,
            filters.PairsOf(attribute),
            FacetLimits.AttributeValues,
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
