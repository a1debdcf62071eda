using System.Text.Json;
using LeakyCauldron.Search.Tests.Elastic.Fake;
using Microsoft.AspNetCore.WebUtilities;

namespace LeakyCauldron.Search.Tests.Elastic.Specification;

/// <summary>Holds a request and its answer against their endpoint: method, path, parameters and both bodies.</summary>
internal sealed class ExchangeCheck(Schema schema)
{
    private static readonly (string, string) ErrorBody = ("_types", "ErrorResponseBase");
    private static readonly (string, string) BulkOperation = ("_global.bulk", "OperationContainer");
    private static readonly (string, string) CommonParameters = ("_spec_utils", "CommonQueryParameters");
    private readonly Walker _walker = new(schema);

    public IEnumerable<Finding> Check(Server.Exchange exchange)
    {
        if (schema.Endpoint(exchange.Endpoint) is not { } endpoint)
        {
            return [new Finding(exchange.Path, $"{exchange.Method} is no endpoint of the specification")];
        }

        var request = schema.Named(endpoint.GetProperty("request"));
        var response = schema.Named(endpoint.GetProperty("response"));
        return new[] { Address(exchange, endpoint) }
            .Concat(Parameters(exchange, request))
            .Append(exchange.Endpoint == "bulk" ? BulkLines(exchange) : Body(exchange.Request, request, "request"))
            .Append(
                exchange.Method == "HEAD" ? null
                : exchange.Status < 400 ? Body(exchange.Answer, response, "answer")
                : ErrorOf(exchange)
            )
            .OfType<Finding>();
    }

    private static Finding? Address(Server.Exchange exchange, JsonElement endpoint) =>
        Schema
            .Many(endpoint, "urls")
            .Any(u =>
                u.GetProperty("methods").EnumerateArray().Any(m => m.GetString() == exchange.Method)
                && Fits(u.GetProperty("path").GetString()!.Trim('/').Split('/'), exchange.Path.Split('/'))
            )
            ? null
            : new Finding(exchange.Path, $"{exchange.Method} is no address of {exchange.Endpoint}");

    private static bool Fits(string[] template, string[] path) =>
        template.Length == path.Length
        && template.Zip(path).All(p => p.First == p.Second || (p.First.StartsWith('{') && p.Second.Length > 0 && p.Second[0] != '_'));

    private IEnumerable<Finding?> Parameters(Server.Exchange exchange, JsonElement request)
    {
        var known = Schema.Many(request, "query").Concat(Schema.Many(schema.Type(CommonParameters)!.Value, "properties")).ToList();
        foreach (var (name, values) in QueryHelpers.ParseQuery(exchange.Query))
        {
            var parameter = known.Where(p => Schema.Text(p, "name") == name).Select(p => (JsonElement?)p).FirstOrDefault();
            yield return parameter is null
                ? new Finding($"?{name}", $"is no parameter of {exchange.Endpoint}")
                : Written(values.ToString())
                    .Select(v => _walker.Check(v, parameter.Value.GetProperty("type"), Generics.None, $"?{name}"))
                    .MinBy(f => f is null ? 0 : 1);
        }
    }

    /// <summary>What the text of a parameter may stand for.</summary>
    private static IEnumerable<JsonElement> Written(string text)
    {
        yield return JsonSerializer.SerializeToElement(text);
        if (text is "true" or "false" || long.TryParse(text, out _))
        {
            yield return JsonSerializer.Deserialize<JsonElement>(text);
        }
    }

    private Finding? Body(string text, JsonElement message, string name)
    {
        var body = message.GetProperty("body");
        var kind = body.GetProperty("kind").GetString();
        if (kind == "no_body" || text.Length == 0)
        {
            return
                kind == "no_body" == (text.Length == 0)
                || kind == "properties" && !Schema.Many(body, "properties").Any(p => Schema.Flag(p, "required"))
                ? null
                : new Finding(name, "must have a body, or none");
        }

        using var json = JsonDocument.Parse(text);
        return kind == "value"
            ? _walker.Check(json.RootElement, body.GetProperty("value"), Generics.None, name)
            : new ObjectWalker(schema).Check(json.RootElement, Anonymous(body, message), Generics.None, name, _walker.Check);
    }

    /// <summary>A body's properties as a type of their own.</summary>
    private static JsonElement Anonymous(JsonElement body, JsonElement message) =>
        JsonSerializer.SerializeToElement(new { name = message.GetProperty("name"), properties = body.GetProperty("properties") });

    private Finding? BulkLines(Server.Exchange exchange)
    {
        var lines = exchange.Request.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < lines.Length; at++)
        {
            using var action = JsonDocument.Parse(lines[at]);
            if (_walker.Check(action.RootElement, Reference(BulkOperation), Generics.None, $"line {at + 1}") is { } finding)
            {
                return finding;
            }

            at += action.RootElement.TryGetProperty("delete", out _) ? 0 : 1;
        }

        return null;
    }

    private Finding? ErrorOf(Server.Exchange exchange)
    {
        using var json = JsonDocument.Parse(exchange.Answer);
        return _walker.Check(json.RootElement, Reference(ErrorBody), Generics.None, "error");
    }

    private static JsonElement Reference((string Namespace, string Name) type) =>
        JsonSerializer.SerializeToElement(new { kind = "instance_of", type = new { @namespace = type.Namespace, name = type.Name } });
}
