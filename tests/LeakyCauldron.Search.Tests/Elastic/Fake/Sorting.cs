using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>Sort values, their order, and what comes after a page.</summary>
internal sealed class Sorting
{
    private readonly List<(string Field, bool Descending)> _keys = [];

    public Sorting(JsonNode? sort, Index index)
    {
        foreach (var node in sort?.AsArray() ?? [])
        {
            var (field, how) = Body.Single(node, "sort");
            var body = new Body(how, field);
            var descending = body.Value("order", "asc") == "desc";
            if (body.Value("missing", "_last") != "_last")
            {
                throw Refusal.Parsing("the fake puts what is missing last");
            }

            body.End();
            if (field != "_score" && index.Mapping.TypeOf(field) is null)
            {
                throw Refusal.Parsing($"No mapping found for [{field}] in order to sort on");
            }

            _keys.Add((field, descending));
        }
    }

    public object[] ValuesOf(Document document, float score) =>
        [.. _keys.Select(k => k.Field == "_score" ? score : document.Of(k.Field).FirstOrDefault() ?? (k.Descending ? long.MinValue : long.MaxValue))];

    public int Compare(object[] a, object[] b)
    {
        for (var i = 0; i < _keys.Count; i++)
        {
            var order = a[i] is string text
                ? System.Text.Encoding.UTF8.GetBytes(text).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes((string)b[i]))
                : ((IComparable)a[i]).CompareTo(b[i]);
            if (order != 0)
            {
                return _keys[i].Descending ? -order : order;
            }
        }

        return 0;
    }

    public object[] Place(JsonArray after)
    {
        if (after.Count != _keys.Count)
        {
            throw Refusal.Parsing($"search_after has {after.Count} value(s) but sort has {_keys.Count}.");
        }

        return
        [
            .. after.Select(
                (v, i) =>
                    _keys[i].Field == "_score" ? v!.GetValue<float>()
                    : v!.AsValue().TryGetValue<long>(out var number) ? number
                    : (object)v.GetValue<string>()
            ),
        ];
    }

    public static JsonArray Json(object[] values) =>
        [
            .. values.Select(v =>
                v switch
                {
                    float score => JsonValue.Create(score),
                    long number => JsonValue.Create(number),
                    bool truth => JsonValue.Create(truth),
                    _ => (JsonNode)JsonValue.Create((string)v),
                }
            ),
        ];
}
