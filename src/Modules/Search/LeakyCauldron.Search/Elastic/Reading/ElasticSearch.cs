using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Elastic.Reading;

/// <summary>Runs a query: one request to understand the text, one for the answer, and two more if no product has all the words.</summary>
internal sealed class ElasticSearch(ElasticClient client, ElasticSettings settings, SynonymSet synonyms)
{
    private static readonly Error NotAPlace = Error.Validation("after", "This cursor is not a place in the results.", "invalid_cursor");

    public async Task<Result<SearchPage>> RunAsync(ProductQuery query, CancellationToken ct)
    {
        var plan = await PlanAsync(query.Text, ct);
        var sort = query.Sort == ProductSort.Relevance && plan.MatchesAll ? ProductSort.Name : query.Sort;
        JsonArray? after = null;
        if (query.After is { } cursor && (after = SortOrder.After(cursor)) is null)
        {
            return NotAPlace;
        }

        var required = plan.Clauses.Count;
        var answer = await AskAsync(Body(query, plan, required, sort, after), query.Text, ct);
        if (Matched(answer) == 0 && required > 1 && await MostAsync(plan, query.Text, ct) is > 0 and var most)
        {
            required = most;
            answer = await AskAsync(Body(query, plan, required, sort, after?.DeepClone().AsArray()), query.Text, ct);
        }

        var hits = answer.Hits.Hits.Take(query.Limit).ToList();
        return new SearchPage(
            [.. hits.Select(h => HitOf(h.Source!.Card, query, plan))],
            answer.Hits.Total!.Value,
            answer.Hits.Hits.Count > query.Limit ? SortOrder.CursorOf(sort, hits[^1].Sort!) : null,
            FacetAnswer.Read(query, answer.Aggregations!),
            plan.DidYouMean,
            Relaxed: required < plan.Clauses.Count && Matched(answer) > 0
        );
    }

    private async Task<TextPlan> PlanAsync(string text, CancellationToken ct)
    {
        var vocabulary = new ElasticVocabulary();
        var plan = new TextPlan(text, vocabulary, synonyms);
        if (vocabulary.Request() is not { } request)
        {
            return plan;
        }

        vocabulary.Answer(await AskAsync(request, text, ct));
        return new TextPlan(text, vocabulary, synonyms);
    }

    private static JsonObject Body(ProductQuery query, TextPlan plan, int required, ProductSort sort, JsonArray? after)
    {
        var filters = new QueryFilters(query);
        var body = new JsonObject
        {
            ["query"] = QueryBody.Of(plan, required),
            ["aggs"] = FacetRequest.Of(query, filters),
            ["sort"] = SortOrder.Of(sort, query.Currency),
            ["size"] = query.Limit + 1,
            ["track_total_hits"] = true,
            ["_source"] = Dsl.List([Writing.IndexDefinition.Card]),
        };
        if (filters.All() is { } narrowed)
        {
            body["post_filter"] = narrowed;
        }

        if (after is not null)
        {
            body["search_after"] = after;
        }

        return body;
    }

    /// <summary>The largest number of clauses that some product has; 0 if none has any.</summary>
    private async Task<int> MostAsync(TextPlan plan, string text, CancellationToken ct)
    {
        var levels = new JsonObject();
        for (var required = 1; required < plan.Clauses.Count; required++)
        {
            levels[FacetRequest.Text(required)] = QueryBody.AtLeast(plan, required);
        }

        var answer = await AskAsync(
            new JsonObject
            {
                ["size"] = 0,
                ["track_total_hits"] = false,
                ["aggs"] = new JsonObject { ["levels"] = Aggs.Filters(levels) },
            },
            text,
            ct
        );
        var counts = answer.Aggregations!["levels"];
        return Enumerable.Range(1, plan.Clauses.Count - 1).LastOrDefault(required => counts.CountOf(FacetRequest.Text(required)) > 0);
    }

    /// <summary>The pages of one text are asked of one copy, whose scores agree. An index that was replaced while it was asked is asked for again.</summary>
    public async Task<SearchAnswer> AskAsync(JsonObject body, string text, CancellationToken ct)
    {
        var copy = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"q{StableHash(text):x8}");
        var path = $"{settings.Index}/_search?allow_partial_search_results=false&preference={copy}";
        var reply = await client.SendAsync<SearchAnswer>(HttpMethod.Post, path, body, ct);
        if (reply.IsMissing)
        {
            reply = await client.SendAsync<SearchAnswer>(HttpMethod.Post, path, body, ct);
        }

        return reply.IsMissing ? throw new Writing.IndexMissingException(settings.Index) : reply.Required;
    }

    private static long Matched(SearchAnswer answer) => answer.Aggregations!["matched"].DocCount;

    private static ProductHit HitOf(ProductCard card, ProductQuery query, TextPlan plan) =>
        new(card, VariantChoice.Best(card, plan.Words, query.Currency), Highlighter.Mark(card, plan.Marks));

    /// <summary>The same in every process, which the runtime's own is not.</summary>
    private static uint StableHash(string text) => text.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);
}
