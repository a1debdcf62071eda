using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>The analyzers that the index defines: a whitespace tokenizer, and a filter that captures several terms of one position.</summary>
internal sealed class Analysis
{
    private readonly Dictionary<string, Regex[]> _filters = [];
    private readonly Dictionary<string, string[]> _analyzers = new() { ["whitespace"] = [] };

    public Analysis(JsonNode? settings)
    {
        foreach (var (name, filter) in settings?["filter"] as JsonObject ?? [])
        {
            var body = new Body(filter, name);
            if (body.Value<string>("type") != "pattern_capture" || body.Value("preserve_original", true))
            {
                throw Refusal.Parsing($"the fake has no filter such as [{name}]");
            }

            _filters[name] = [.. body.Need("patterns").AsArray().Select(p => new Regex(p!.GetValue<string>(), RegexOptions.NonBacktracking))];
            body.End();
        }

        foreach (var (name, analyzer) in settings?["analyzer"] as JsonObject ?? [])
        {
            var body = new Body(analyzer, name);
            if (body.Value("type", "custom") != "custom" || body.Value<string>("tokenizer") != "whitespace")
            {
                throw Refusal.Parsing($"the fake has no analyzer such as [{name}]");
            }

            _analyzers[name] = [.. body.Need("filter").AsArray().Select(f => f!.GetValue<string>())];
            body.End();
        }
    }

    public bool Has(string analyzer) => _analyzers.ContainsKey(analyzer);

    /// <summary>Terms with their positions.</summary>
    public IEnumerable<(string Term, int Position)> Analyze(string analyzer, string text)
    {
        var position = 0;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            IEnumerable<string> terms = [word];
            foreach (var filter in _analyzers[analyzer])
            {
                terms = terms.SelectMany(t => _filters[filter].SelectMany(p => p.Matches(t)).Select(m => m.Groups[1].Value));
            }

            foreach (var term in terms)
            {
                yield return (term, position);
            }

            position++;
        }
    }
}
