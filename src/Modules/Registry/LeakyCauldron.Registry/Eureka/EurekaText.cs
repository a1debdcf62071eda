using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace LeakyCauldron.Registry.Eureka;

/// <summary>The protocol's two forms: JSON, and the XML that says the same.</summary>
internal static class EurekaText
{
    private static readonly XmlReaderSettings Safe = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 64 * 1024,
        Async = true,
    };

    /// <summary>The registration in the body, or null if it is none.</summary>
    public static async Task<JsonObject?> ReadAsync(HttpContext http)
    {
        try
        {
            if (http.Request.ContentType?.Contains("xml", StringComparison.OrdinalIgnoreCase) == true)
            {
                using var reader = XmlReader.Create(http.Request.Body, Safe);
                var root = (await XDocument.LoadAsync(reader, LoadOptions.None, http.RequestAborted)).Root;
                return root?.Name.LocalName == "instance" ? FromXml(root) as JsonObject : null;
            }

            var body = await JsonNode.ParseAsync(http.Request.Body, null, new JsonDocumentOptions { MaxDepth = 8 }, http.RequestAborted);
            return (body as JsonObject)?["instance"] as JsonObject;
        }
        catch (Exception e) when (e is JsonException or XmlException or ArgumentException)
        {
            return null;
        }
    }

    public static IResult Write(HttpContext http, string root, JsonObject content)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Vary = "Accept";
        var accept = http.Request.Headers.Accept.ToString();
        var json = accept.IndexOf("json", StringComparison.OrdinalIgnoreCase);
        var xml = accept.IndexOf("xml", StringComparison.OrdinalIgnoreCase);
        return xml >= 0 && (json < 0 || xml < json)
            ? TypedResults.Text(
                new XElement(root, content.SelectMany(p => ToXml(p.Key, p.Value))).ToString(SaveOptions.DisableFormatting),
                "application/xml"
            )
            : TypedResults.Text(new JsonObject { [root] = content }.ToJsonString(), "application/json");
    }

    private static JsonNode FromXml(XElement element)
    {
        if (element.Attribute("enabled") is { } enabled)
        {
            return new JsonObject { ["$"] = element.Value, ["@enabled"] = enabled.Value };
        }

        if (!element.HasElements && element.Attribute("class") is null && element.Name.LocalName != "metadata")
        {
            return JsonValue.Create(element.Value.Trim());
        }

        var read = new JsonObject();
        if (element.Attribute("class") is { } type)
        {
            read["@class"] = type.Value;
        }

        foreach (var child in element.Elements())
        {
            read[child.Name.LocalName] = FromXml(child);
        }

        return read;
    }

    private static IEnumerable<XElement> ToXml(string name, JsonNode? node)
    {
        var safe = XmlConvert.EncodeLocalName(name);
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list)
                {
                    foreach (var element in ToXml(name, item))
                    {
                        yield return element;
                    }
                }

                break;
            case JsonObject port when port.ContainsKey("$"):
                yield return new XElement(safe, new XAttribute("enabled", port["@enabled"]!.ToString()), port["$"]!.ToString());
                break;
            case JsonObject map:
                var attributes = map.Where(p => p.Key == "@class").Select(p => new XAttribute("class", p.Value!.ToString()));
                yield return new XElement(safe, attributes, map.Where(p => p.Key != "@class").SelectMany(p => ToXml(p.Key, p.Value)));
                break;
            default:
                yield return new XElement(safe, string.Create(CultureInfo.InvariantCulture, $"{node}"));
                break;
        }
    }
}
