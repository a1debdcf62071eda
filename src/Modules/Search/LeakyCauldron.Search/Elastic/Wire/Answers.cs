using System.Text.Json;
using System.Text.Json.Serialization;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Elastic.Wire;

internal sealed record Acknowledged([property: JsonPropertyName("acknowledged")] bool IsAcknowledged);

internal sealed record IndexInfo(Dictionary<string, JsonElement>? Aliases, IndexMappings? Mappings);

internal sealed record IndexMappings([property: JsonPropertyName("_meta")] IndexMeta? Meta);

/// <summary>What an index says of itself.</summary>
/// <param name="Schema">The schema it was made with.</param>
/// <param name="Beat">Grows while it is being filled, so that others see that its maker lives.</param>
internal sealed record IndexMeta(int Schema, long Beat);

internal sealed record BulkAnswer(bool Errors, IReadOnlyList<Dictionary<string, BulkItemAnswer>> Items);

internal sealed record BulkItemAnswer(int Status, ElasticError? Error);

internal sealed record ManyDocuments(IReadOnlyList<OneDocument> Docs);

internal sealed record OneDocument(
    [property: JsonPropertyName("_id")] string Id,
    bool? Found,
    [property: JsonPropertyName("_version")] long? Version,
    [property: JsonPropertyName("_source")] KeptProduct? Source
);

/// <summary>What is read back of a document to renew it; withdrawn if there is no product.</summary>
internal sealed record KeptProduct([property: JsonConverter(typeof(WireJson<ProductDocument>))] ProductDocument? Source);

internal sealed record SearchAnswer(
    SearchHits Hits,
    Dictionary<string, Aggregate>? Aggregations,
    Dictionary<string, IReadOnlyList<SuggestEntry>>? Suggest
);

internal sealed record SearchHits(HitTotal? Total, IReadOnlyList<SearchHit> Hits);

internal sealed record HitTotal(long Value);

internal sealed record SearchHit([property: JsonPropertyName("_source")] ShownProduct? Source, IReadOnlyList<JsonElement>? Sort);

internal sealed record ShownProduct([property: JsonConverter(typeof(WireJson<ProductCard>))] ProductCard Card);

internal sealed record SuggestEntry(string Text, IReadOnlyList<SuggestOption> Options);

internal sealed record SuggestOption(string Text, int Freq);

/// <summary>The shop's own documents inside the cluster's answers keep the shop's way of writing JSON.</summary>
internal sealed class WireJson<T> : JsonConverter<T>
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<T>(ref reader, Json.Wire);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, Json.Wire);
}
