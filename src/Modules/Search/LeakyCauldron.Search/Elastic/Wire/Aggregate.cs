using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeakyCauldron.Search.Elastic.Wire;

/// <summary>An aggregation's answer, or one of its buckets: both may have a count, buckets and further aggregations under their names.</summary>
internal sealed record Aggregate
{
    public JsonElement Key { get; init; }

    public long DocCount { get; init; }

    /// <summary>Of a cardinality.</summary>
    public double? Value { get; init; }

    /// <summary>A list, or by name.</summary>
    public JsonElement Buckets { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement> Others { get; init; } = [];

    public Aggregate this[string name] => Others[name].Deserialize<Aggregate>(ElasticClient.Options)!;

    public string KeyText => Key.GetString()!;

    public IEnumerable<Aggregate> List() => Buckets.EnumerateArray().Select(b => b.Deserialize<Aggregate>(ElasticClient.Options)!);

    public Aggregate Named(string bucket) => Buckets.GetProperty(bucket).Deserialize<Aggregate>(ElasticClient.Options)!;

    public long CountOf(string bucket) => Buckets.GetProperty(bucket).GetProperty("doc_count").GetInt64();
}
