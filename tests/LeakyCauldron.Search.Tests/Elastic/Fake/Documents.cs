using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary><c>_mget</c>: as written, refreshed or not.</summary>
internal static class Documents
{
    public static JsonObject Get(Cluster cluster, JsonNode? request)
    {
        var body = new Body(request, "mget");
        var answers = body.Need("docs").AsArray().Select(d => One(cluster, new Body(d, "doc"))).ToArray<JsonNode?>();
        body.End();
        return new JsonObject { ["docs"] = new JsonArray(answers) };
    }

    private static JsonObject One(Cluster cluster, Body asked)
    {
        var (name, id) = (asked.Value<string>("_index"), asked.Value<string>("_id"));
        var members = asked.Take("_source")?.AsArray().Select(s => s!.GetValue<string>()).ToList();
        asked.End();
        var answer = new JsonObject { ["_index"] = name, ["_id"] = id };
        try
        {
            var index = cluster.Resolve(name);
            answer["_index"] = index.Name;
            var document = index.Get(id);
            answer["found"] = document is not null;
            if (document is not null)
            {
                answer["_version"] = document.Version;
                answer["_source"] = Searches.Only(document.Source, members);
            }
        }
        catch (Refusal refusal)
        {
            answer["error"] = new JsonObject
            {
                ["root_cause"] = new JsonArray(refusal.Cause()),
                ["type"] = refusal.Cause()["type"]!.DeepClone(),
                ["reason"] = refusal.Message,
            };
        }

        return answer;
    }
}
