using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Documents;

/// <summary>The table of who sends which event, keyed by what, and who listens.</summary>
internal static partial class EventPage
{
    private const string Introduction = """
        # Events

        Generated from the running model by `./cauldron docs`. CloudEvents 1.0; on Kafka in binary mode, the attributes in `ce_*` headers and the payload
        as JSON in the value. The record's key is the aggregate's id, which is `ce_subject` too; `ce_version` counts the aggregate's events 1, 2, 3, …
        Delivery is at least once: tell repeats by `ce_id`.

        A field that is added may be missing from events of the past. Whatever else changes gets a new version beside the old one.

        | event | meaning | topic | key | producer | consumers | schema |
        |---|---|---|---|---|---|---|

        """;

    public static string Of(ModuleModel model)
    {
        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var (name, type) in model.Events.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            var module = name.Split('.')[0];
            var (meaning, key) = Describe(type);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{name}` | {meaning} | `{module}.events` | {key} | {module} | {Consumers(model, name)} | [{name}]({name}.schema.json) |\n"
            );
        }

        return text.ToString();
    }

    private static string Consumers(ModuleModel model, string name) =>
        string.Join(
            "<br>",
            model
                .Subscriptions.Where(s => s.WireName == name)
                .Select(s => $"{s.Module} ({(s.Kind == SubscriptionKind.Once ? "once" : "everywhere")}: {s.Handler.Name})")
                .Order(StringComparer.Ordinal)
        );

    /// <summary>From the type's own comment, whose sentence <c>Key: order id.</c> names the key.</summary>
    private static (string Meaning, string Key) Describe(Type type)
    {
        var summary = Summary(type);
        var key = KeySentence().Match(summary);
        return key.Success
            ? (summary[..key.Index].Trim(), key.Groups[1].Value)
            : throw new InvalidStartException($"The comment of {type.Name} does not say its key: \"Key: order id.\"");
    }

    private static string Summary(Type type)
    {
        var comments = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        var member = comments.Descendants("member").Single(m => m.Attribute("name")?.Value == $"T:{type.FullName}");
        return string.Join(' ', member.Element("summary")!.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex(@"Key: ([^.]+)\.", RegexOptions.None, 1000)]
    private static partial Regex KeySentence();
}
