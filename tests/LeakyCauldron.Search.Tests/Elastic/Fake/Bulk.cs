using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary><c>_bulk</c>: each line pair has an outcome of its own, and the whole is 200 all the same.</summary>
internal static class Bulk
{
    public static JsonObject Run(Cluster cluster, string lines, bool requireAlias, Func<string, Refusal?> fault)
    {
        if (!lines.EndsWith('\n'))
        {
            throw new Refusal(400, "illegal_argument_exception", "The bulk request must be terminated by a newline [\\n]");
        }

        var items = new JsonArray();
        var errors = false;
        var all = lines.Split('\n');
        for (var at = 0; at < all.Length - 1; at++)
        {
            var (kind, how) = Body.Single(JsonNode.Parse(all[at]), "bulk");
            var action = new Action(new Body(how, kind));
            var item = new JsonObject { ["_index"] = action.Index, ["_id"] = action.Id };
            var source = kind == "delete" ? null : JsonNode.Parse(all[++at])!.AsObject();
            try
            {
                if (fault(action.Id) is { } planned)
                {
                    throw planned;
                }

                Act(cluster, kind, action, source, requireAlias, item);
            }
            catch (Refusal refusal)
            {
                errors = true;
                item["status"] = refusal.Status;
                item["error"] = refusal.Cause();
            }

            items.Add(new JsonObject { [kind] = item });
        }

        return new JsonObject
        {
            ["errors"] = errors,
            ["took"] = 1,
            ["items"] = items,
        };
    }

    private static void Act(Cluster cluster, string kind, Action action, JsonObject? source, bool requireAlias, JsonObject item)
    {
        if (requireAlias && !cluster.HasAlias(action.Index))
        {
            throw new Refusal(
                404,
                "index_not_found_exception",
                $"no such index [{action.Index}] and [require_alias] request flag is [true] and [{action.Index}] is not an alias"
            );
        }

        var index = cluster.Resolve(action.Index);
        var (done, status) = kind switch
        {
            "index" => index.Put(action.Id, action.Version, source!) ? ("created", 201) : ("updated", 200),
            "delete" => index.Delete(action.Id, action.Version) ? ("deleted", 200) : ("not_found", 404),
            _ => throw Refusal.Parsing($"unknown bulk action [{kind}]"),
        };
        item["_index"] = index.Name;
        item["_version"] = action.Version;
        item["result"] = done;
        item["_shards"] = new JsonObject
        {
            ["total"] = 1,
            ["successful"] = 1,
            ["failed"] = 0,
        };
        item["_seq_no"] = 0;
        item["_primary_term"] = 1;
        item["status"] = status;
    }

    private sealed class Action
    {
        public Action(Body body)
        {
            (Index, Id, Version) = (body.Value<string>("_index"), body.Value<string>("_id"), body.Value<long>("version"));
            if (body.Value<string>("version_type") != "external")
            {
                throw new Refusal(400, "action_request_validation_exception", "the fake has external versions only");
            }

            body.End();
        }

        public string Index { get; }

        public string Id { get; }

        public long Version { get; }
    }
}
