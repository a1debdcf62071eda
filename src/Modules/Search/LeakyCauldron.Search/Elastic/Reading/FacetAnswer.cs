using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Elastic.Reading;

/// <summary>Reads the facets out of the answer.</summary>
internal static class FacetAnswer
{
    private sealed record Counted(string Key, string Shown, long Count);

    public static IReadOnlyList<Facet> Read(ProductQuery query, Dictionary<string, Aggregate> all) =>
        [
            new("brand", Values(all["brand"], query.Brands, FacetLimits.Values, (v, selected) => new FacetValue(v.Shown, v.Count, selected))),
            new(
                "category",
                Values(
                    all["category"],
                    query.Categories,
                    FacetLimits.Values,
                    (v, selected) => new FacetValue(v.Key, v.Count, selected) { Label = v.Shown }
                )
            ),
            FixedFacets.Prices(query, range => all["price"]["ranges"].CountOf(FacetRequest.Text(range))),
            FixedFacets.Stock(query, all["stock"]["levels"].CountOf("true"), all["stock"]["levels"].CountOf("false")),
            FixedFacets.Ratings(query, stars => all["rating"]["stars"].CountOf(FacetRequest.Text(stars))),
            .. Attributes(query, all),
        ];

    /// <summary>Those asked for, then those that most of the products have.</summary>
    private static IEnumerable<Facet> Attributes(ProductQuery query, Dictionary<string, Aggregate> all)
    {
        var asked = query.Attributes.Select((a, number) => Asked(a.Key, a.Value, all[QueryFilters.Attribute(number)]["pairs"]["named"])).ToList();
        var others = all["attributes"]
            ["pairs"]["names"]
            .List()
            .Where(name => name["distinct"].Value <= FacetLimits.MostValuesOfAnAttribute)
            .Select(name => (Name: Parse(name), Values: name))
            .Where(a => !query.Attributes.Keys.Any(k => ElasticDocument.Key(k) == a.Name.Key))
            .GroupBy(a => a.Name.Key, StringComparer.Ordinal)
            .Select(g => (g.First().Name.Shown, Count: g.Sum(a => a.Name.Count), Values: Merge(g.SelectMany(a => a.Values["values"].List()))))
            .OrderByDescending(a => a.Count)
            .ThenBy(a => a.Shown, StringComparer.Ordinal)
            .Take(Math.Max(0, FacetLimits.Attributes - asked.Count))
            .Select(a => new Facet($"attributes.{a.Shown}", Best(a.Values, [], FacetLimits.AttributeValues, AttributeValue)));
        return asked.OrderBy(f => f.Field, StringComparer.Ordinal).Concat(others);
    }

    /// <summary>Named as the products name it, or as it was asked for if none has it.</summary>
    private static Facet Asked(string name, IReadOnlyList<string> values, Aggregate named)
    {
        var shown = named["name"].List().Select(Parse).FirstOrDefault()?.Shown ?? name;
        return new Facet($"attributes.{shown}", Values(named, values, FacetLimits.AttributeValues, AttributeValue));
    }

    private static FacetValue AttributeValue(Counted value, bool selected) => new(value.Shown, value.Count, selected);

    private static IReadOnlyList<FacetValue> Values(Aggregate counted, IReadOnlyList<string> asked, int limit, Func<Counted, bool, FacetValue> make)
    {
        var exact = asked.Select((value, i) => Exact(value, counted["asked"].Named(FacetRequest.Text(i))));
        return Best(exact.Concat(Merge(counted["values"].List())), asked, limit, make);
    }

    private static Counted Exact(string asked, Aggregate counted)
    {
        var key = ElasticDocument.Key(asked);
        return new Counted(key, counted["names"].List().Select(Parse).FirstOrDefault(v => v.Key == key)?.Shown ?? asked, counted.DocCount);
    }

    private static IReadOnlyList<FacetValue> Best(
        IEnumerable<Counted> found,
        IReadOnlyList<string> asked,
        int limit,
        Func<Counted, bool, FacetValue> make
    )
    {
        var keys = asked.Select(ElasticDocument.Key).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. found
                .DistinctBy(v => v.Key, StringComparer.Ordinal)
                .Select(v => make(v, keys.Contains(v.Key)))
                .OrderByDescending(v => v.Selected)
                .ThenByDescending(v => v.Count)
                .ThenBy(v => v.Value, StringComparer.Ordinal)
                .Take(limit),
        ];
    }

    /// <summary>Spellings of one value are one value, shown as most products spell it.</summary>
    private static IEnumerable<Counted> Merge(IEnumerable<Aggregate> buckets) =>
        buckets
            .Select(Parse)
            .GroupBy(v => v.Key, StringComparer.Ordinal)
            .Select(g => new Counted(g.Key, g.MaxBy(v => v.Count)!.Shown, g.Sum(v => v.Count)));

    private static Counted Parse(Aggregate bucket)
    {
        var cut = bucket.KeyText.IndexOf(ProductKeys.Separator, StringComparison.Ordinal);
        return new Counted(bucket.KeyText[..cut], bucket.KeyText[(cut + 1)..], bucket.DocCount);
    }
}
