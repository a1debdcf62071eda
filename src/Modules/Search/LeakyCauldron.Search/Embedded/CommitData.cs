using System.Globalization;
using System.Text.Json;

namespace LeakyCauldron.Search.Embedded;

/// <summary>What a commit says of itself: the schema it was written with, and the place in which stream it reflects.</summary>
internal sealed record CommitData(int Schema, string Stream, StreamPosition? Position, DateTimeOffset At)
{
    public static CommitData? Read(IDictionary<string, string>? data) =>
        data is not null
        && data.TryGetValue("schema", out var schema)
        && int.TryParse(schema, CultureInfo.InvariantCulture, out var version)
        && data.TryGetValue("stream", out var stream)
        && data.TryGetValue("at", out var at)
            ? new CommitData(
                version,
                stream,
                data.TryGetValue("position", out var next) ? new StreamPosition(JsonSerializer.Deserialize<Dictionary<int, long>>(next)!) : null,
                DateTimeOffset.FromUnixTimeSeconds(long.Parse(at, CultureInfo.InvariantCulture))
            )
            : null;

    public Dictionary<string, string> Write()
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["schema"] = Schema.ToString(CultureInfo.InvariantCulture),
            ["stream"] = Stream,
            ["at"] = At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        if (Position is not null)
        {
            data["position"] = JsonSerializer.Serialize(Position.Next);
        }

        return data;
    }
}
