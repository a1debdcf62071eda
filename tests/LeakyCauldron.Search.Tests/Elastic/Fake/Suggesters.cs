using System.Text.Json.Nodes;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>The <c>term</c> suggester over keywords.</summary>
internal static class Suggesters
{
    public static JsonObject Run(JsonNode suggest, IReadOnlyList<Document> documents)
    {
        var answers = new JsonObject();
        foreach (var (name, asked) in suggest.AsObject())
        {
            var body = new Body(asked, name);
            var text = body.Value<string>("text");
            var options = Options(text, new Body(body.Need("term"), "term"), documents);
            body.End();
            answers[name] = new JsonArray(
                new JsonObject
                {
                    ["text"] = text,
                    ["offset"] = 0,
                    ["length"] = text.Length,
                    ["options"] = options,
                }
            );
        }

        return answers;
    }

    private static JsonArray Options(string text, Body body, IReadOnlyList<Document> documents)
    {
        var (field, size, edits) = (body.Value<string>("field"), body.Value("size", 5), body.Value("max_edits", 2));
        var (prefix, shortest) = (body.Value("prefix_length", 1), body.Value("min_word_length", 4));
        var missingOnly = body.Value("suggest_mode", "missing") == "missing";
        body.Value("shard_size", size);
        body.Value("string_distance", "internal");
        body.End();
        if (edits is not (1 or 2))
        {
            throw new Refusal(400, "illegal_argument_exception", "Illegal max_edits value " + edits);
        }

        var frequencies = documents.SelectMany(d => d.Of(field).OfType<string>().Distinct()).GroupBy(w => w, StringComparer.Ordinal).ToList();
        if ((missingOnly && frequencies.Exists(f => f.Key == text)) || text.Length < shortest)
        {
            return [];
        }

        return
        [
            .. frequencies
                .Where(f => f.Key != text && f.Key.Length >= prefix && f.Key[..prefix] == text[..prefix])
                .Select(f => (f.Key, Count: f.Count(), Distance: EditDistance.Between(text, f.Key)))
                .Where(f => f.Distance <= edits)
                .OrderBy(f => f.Distance)
                .ThenByDescending(f => f.Count)
                .Take(size)
                .Select(f => new JsonObject
                {
                    ["text"] = f.Key,
                    ["score"] = 1d - ((double)f.Distance / Math.Max(text.Length, f.Key.Length)),
                    ["freq"] = f.Count,
                }),
        ];
    }
}
