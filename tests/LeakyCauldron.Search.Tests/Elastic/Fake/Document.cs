using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>A document as it is searched.</summary>
internal sealed record Document(string Id, long Version, JsonObject Source)
{
    /// <summary>Keywords, numbers and truth values by path.</summary>
    public Dictionary<string, List<object>> Values { get; } = [];

    /// <summary>Texts by path.</summary>
    public Dictionary<string, List<(string Term, int Position)>> Terms { get; } = [];

    public Dictionary<string, List<Document>> Nested { get; } = [];

    public IEnumerable<object> Of(string field) => Values.GetValueOrDefault(field) ?? [];

    public IEnumerable<int> Positions(string field, string term) =>
        (Terms.GetValueOrDefault(field) ?? []).Where(t => t.Term == term).Select(t => t.Position);

    /// <summary>Positions, of which one may have several terms.</summary>
    public int Length(string field) => (Terms.GetValueOrDefault(field) ?? []).Select(t => t.Position).Distinct().Count();
}
