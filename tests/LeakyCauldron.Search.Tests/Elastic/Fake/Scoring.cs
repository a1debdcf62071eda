namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>BM25 with the index's own parameters, over all documents that have the field, withdrawn ones too.</summary>
internal sealed class Scoring(Index index, IReadOnlyList<Document> documents)
{
    private readonly Dictionary<string, (int Documents, double AverageLength)> _fields = [];
    private readonly Dictionary<(string, string), int> _frequencies = [];

    /// <summary>Null if the document does not have the term.</summary>
    public double? Term(Document document, string field, string term) =>
        document.Positions(field, term).Count() is > 0 and var times ? Idf(field, term) * Saturated(document, field, times) : null;

    /// <summary>Terms in a row, with at most so many steps between their places and those in the query.</summary>
    public double? Phrase(Document document, string field, IReadOnlyList<(string Term, int Position)> terms, int slop)
    {
        if (terms.Count == 1)
        {
            return Term(document, field, terms[0].Term);
        }

        var places = terms.Select(t => document.Positions(field, t.Term).Select(p => p - t.Position).ToList()).ToList();
        if (places.Exists(p => p.Count == 0))
        {
            return null;
        }

        var found = 0d;
        foreach (var start in places[0].Distinct())
        {
            var near = places.Select(p => p.MinBy(x => Math.Abs(x - start))).ToList();
            var distance = near.Max() - near.Min();
            found += distance <= slop ? 1d / (1 + distance) : 0;
        }

        return found > 0 ? terms.Sum(t => Idf(field, t.Term)) * Saturated(document, field, found) : null;
    }

    private double Saturated(Document document, string field, double times)
    {
        var (k1, b) = index.Mapping.Bm25(field);
        var length = document.Length(field) / Field(field).AverageLength;
        return times * (k1 + 1) / (times + (k1 * (1 - b + (b * length))));
    }

    private double Idf(string field, string term)
    {
        if (!_frequencies.TryGetValue((field, term), out var having))
        {
            _frequencies[(field, term)] = having = documents.Count(d => d.Positions(field, term).Any());
        }

        return Math.Log(1 + ((Field(field).Documents - having + 0.5) / (having + 0.5)));
    }

    private (int Documents, double AverageLength) Field(string field)
    {
        if (!_fields.TryGetValue(field, out var known))
        {
            var lengths = documents.Select(d => d.Length(field)).Where(l => l > 0).ToList();
            _fields[field] = known = (lengths.Count, lengths.Count == 0 ? 1 : lengths.Average());
        }

        return known;
    }
}
