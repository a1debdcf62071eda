using LeakyCauldron.Search.Tests.Elastic.Fake;

namespace LeakyCauldron.Search.Tests.Elastic.Specification;

/// <summary>A mistake of ours must not pass the oracle.</summary>
public sealed class OracleTests
{
    private const string Found =
        """{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"},"hits":[]}}""";

    [Fact]
    public async Task What_is_not_as_specified_fails_the_test_that_sends_it()
    {
        var server = await Server.StartAsync(TimeProvider.System, Oracle.Check);
        using (var client = new HttpClient { BaseAddress = server.Address })
        {
            using var answer = await client.PostAsync("i/_search", new StringContent("""{"qeury":{}}"""));
            answer.IsSuccessStatusCode.ShouldBeFalse();
        }

        (await Record.ExceptionAsync(async () => await server.DisposeAsync())).ShouldNotBeNull().Message.ShouldContain("qeury");
    }

    [Theory]
    [InlineData("""{"query":{"term":{"listed":{"value":true}}},"sort":[{"_score":{"order":"desc"}},{"id":"asc"}],"size":3}""")]
    [InlineData("""{"aggs":{"a":{"filter":{"match_all":{}},"aggs":{"b":{"terms":{"field":"x","size":3,"include":"a.*"}}}}}}""")]
    [InlineData("""{"query":{"function_score":{"query":{"match_all":{}},"functions":[{"weight":1}],"score_mode":"sum"}}}""")]
    [InlineData("""{"post_filter":{"nested":{"path":"facets","query":{"terms":{"facets.name_key":["a"]}}}},"track_total_hits":true}""")]
    public void What_is_right_passes(string search) => Findings("search", "POST", "i/_search", search, Found).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"qeury":{"match_all":{}}}""", "qeury")]
    [InlineData("""{"query":{"match_all":{},"match_none":{}}}""", "one variant")]
    [InlineData("""{"query":{"term":{"x":{"vaule":1}}}}""", "vaule")]
    [InlineData("""{"query":{"term":{"x":{"boost":1}}}}""", "value")]
    [InlineData("""{"query":{"bool":{"must_of":[]}}}""", "must_of")]
    [InlineData("""{"query":{"range":{"x":{"form":1}}}}""", "form")]
    [InlineData("""{"query":{"nested":{"query":{"match_all":{}}}}}""", "path")]
    [InlineData("""{"query":{"function_score":{"functions":[],"score_mode":"summe"}}}""", "score_mode")]
    [InlineData("""{"aggs":{"a":{"terms":{"field":"x","szie":1}}}}""", "szie")]
    [InlineData("""{"aggs":{"a":{"termz":{"field":"x"}}}}""", "termz")]
    [InlineData("""{"size":"ten"}""", "size")]
    [InlineData("""{"size":1.5}""", "size")]
    [InlineData("""{"sort":[{"x":{"order":"down"}}]}""", "order")]
    [InlineData("""{"suggest":{"s":{"text":"x","term":{"field":"f","suggest_mode":"often"}}}}""", "suggest_mode")]
    public void A_mistake_in_a_search_is_refused(string search, string where) =>
        Findings("search", "POST", "i/_search", search, Found).ShouldHaveSingleItem().ToString().ShouldContain(where);

    [Theory]
    [InlineData("search", "DELETE", "i/_search", "", "", "address")]
    [InlineData("search", "POST", "i/_serach", "", "", "address")]
    [InlineData("search", "POST", "i/_search", "?prefrence=x", "", "prefrence")]
    [InlineData("bulk", "POST", "_bulk", "?require_alias=perhaps", "", "require_alias")]
    [InlineData("bulk", "POST", "_bulk", "", """{"index":{"_id":"1","versoin":2}}""", "versoin")]
    [InlineData("bulk", "POST", "_bulk", "", """{"index":{"_id":"1","version_type":"outside"}}""", "version_type")]
    [InlineData("bulk", "POST", "_bulk", "", """{"indexx":{"_id":"1"}}""", "indexx")]
    [InlineData("indices.create", "PUT", "i", "", """{"mapping":{}}""", "mapping")]
    [InlineData("indices.create", "PUT", "i", "", """{"mappings":{"dynamic":"exact"}}""", "dynamic")]
    [InlineData("indices.create", "PUT", "i", "", """{"mappings":{"properties":{"a":{"type":"keywort"}}}}""", "properties.a")]
    [InlineData("indices.update_aliases", "POST", "_aliases", "", """{"actions":[{"ad":{"index":"i","alias":"a"}}]}""", "ad")]
    public void A_mistake_in_another_request_is_refused(string endpoint, string method, string path, string query, string request, string where) =>
        Oracle
            .Specification.Check(new Server.Exchange(endpoint, method, path, query, request, 200, ""))
            .Select(f => f.ToString())
            .ShouldContain(f => f.Contains(where));

    [Theory]
    [InlineData("""{"took":1}""", "timed_out")]
    [InlineData("""{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"hits":[]}}""", "_shards.failed")]
    [InlineData("""{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"failed":0},"hits":{"hits":[{"_id":"1"}]}}""", "_index")]
    public void A_mistake_in_an_answer_is_refused(string answer, string where) =>
        Findings("search", "POST", "i/_search", "{}", answer).ShouldHaveSingleItem().ToString().ShouldContain(where);

    private static List<Finding> Findings(string endpoint, string method, string path, string request, string answer) =>
        [.. Oracle.Specification.Check(new Server.Exchange(endpoint, method, path, "", request, 200, answer))];
}
