using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>Every call of the API document is given what no client would send: it answers with a problem, and never with a failure of its own.</summary>
public abstract class HostileBodyTests(Topology shop)
{
    private const string Nobody = "01890000-0000-7000-8000-000000000000";
    private const string Mark = "here-goes-the-part";

    private static readonly (string Name, string Body, int? Status)[] Wholes =
    [
        ("nothing", "", null),
        ("half an object", "{", 400),
        ("null", "null", null),
        ("a string", "\"x\"", 400),
        ("deep nesting", new string('[', 5000), 400),
        ("two values", "{}{}", 400),
        ("a comment", "{/**/}", 400),
        ("a NUL", "{\"a\\u0000\": 1}", 400),
        ("too much", $"{{\"a\": \"{new string('x', 2_000_000)}\"}}", 413),
    ];

    private static readonly (string Name, string Json)[] Parts =
    [
        ("NUL", "\"a\\u0000b\""),
        ("half a surrogate pair", "\"\\ud800\""),
        ("100,000 characters", $"\"{new string('x', 100_000)}\""),
        ("nothing", "null"),
        ("a blank", "\"  \""),
        ("below zero", "-1"),
        ("a fraction", "1.5"),
        ("a great number", "1e400"),
        ("a list with nothing in it", "[null]"),
        ("an object", "{\"wand\": 1}"),
        ("a day before time", "\"0001-01-01T00:00:00+14:00\""),
    ];

    [Fact]
    public async Task Every_body_is_taken_apart_and_none_breaks_the_shop()
    {
        var document = ApiOperations.Read();
        var bodies = document.Operations.Where(o => o.Body is not null).ToArray();
        bodies.Length.ShouldBeGreaterThan(30);
        var client = await shop.Admin();
        var failures = new List<string>();
        var sent = 0;
        foreach (var operation in bodies)
        {
            var path = await PathOf(operation);
            foreach (var (name, body, status) in Wholes)
            {
                var answer = await Send(client, operation, path, body);
                Judge($"{operation} with {name}", answer, failures, operation.IsAnonymousOrOwn ? status : null);
            }

            var sample = operation.Body!;
            foreach (var place in Places(sample))
            {
                foreach (var (name, json) in Parts)
                {
                    Judge($"{operation} with {name} at {place}", await Send(client, operation, path, With(sample, place, json)), failures);
                    sent++;
                }
            }
        }

        sent.ShouldBeGreaterThan(1000);
        failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_parameter_is_misused_and_none_breaks_the_shop()
    {
        string[] values = ["a%00b", new('x', 8000), "-1", "99999999999999999999", "1.5", "%F0%9F%A7%99", "W10", "bnVsbA", "%27%3B--", ""];
        var document = ApiOperations.Read();
        var client = await shop.Admin();
        var failures = new List<string>();
        foreach (var operation in document.Operations.Where(o => o.Method == "get" && !o.IsStream))
        {
            foreach (var (parameter, value) in operation.QueryParameters.SelectMany(p => values.Select(v => (p, v))))
            {
                var path = $"{operation.PathWith(Nobody)}?{parameter}={value}";
                Judge($"get {path[..Math.Min(path.Length, 200)]}", await client.Get(path), failures);
            }

            foreach (var value in values.Skip(1).Where(v => v.Length > 0 && operation.Path.Contains('{', StringComparison.Ordinal)))
            {
                Judge($"{operation} at {value[..Math.Min(value.Length, 40)]}", await client.Get(operation.PathWith(value)), failures);
            }
        }

        failures.ShouldBeEmpty();
    }

    /// <summary>A cart of its own, so that what is accepted after all touches nothing else.</summary>
    private async Task<string> PathOf(ApiOperation operation) =>
        operation.PathWith(
            operation.Path.StartsWith("/carts/", StringComparison.Ordinal)
                ? (await shop.Guest().Post("/carts", new { }))["id"].GetValue<string>()
                : Nobody
        );

    private async Task<Answer> Send(ShopClient client, ApiOperation operation, string path, string body)
    {
        var caller = operation.Path.StartsWith("/carts/", StringComparison.Ordinal) ? shop.Guest() : client;
        var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await caller.Send(new HttpMethod(operation.Method.ToUpperInvariant()), path, content, Guid.CreateVersion7().ToString());
    }

    private static void Judge(string what, Answer answer, List<string> failures, int? expected = null)
    {
        var wrong =
            answer.Status >= HttpStatusCode.InternalServerError ? "failed"
            : answer.Status >= HttpStatusCode.BadRequest && (answer.Json?["code"] is null || answer.Json["traceId"] is null) ? "is no problem"
            : expected is { } status && (int)answer.Status != status ? $"is not {status}"
            : null;
        if (wrong is not null)
        {
            failures.Add($"{what}: {(int)answer.Status} {wrong}: {answer.Text[..Math.Min(answer.Text.Length, 200)]}");
        }
    }

    private static IEnumerable<string> Places(JsonNode? node, string path = "")
    {
        yield return path;
        var children = node switch
        {
            JsonObject members => members.SelectMany(m => Places(m.Value, $"{path}/{m.Key}")),
            JsonArray items => items.Take(1).SelectMany(i => Places(i, $"{path}/0")),
            _ => [],
        };
        foreach (var child in children)
        {
            yield return child;
        }
    }

    private static string With(JsonNode sample, string place, string json)
    {
        if (place.Length == 0)
        {
            return json;
        }

        var copy = sample.DeepClone();
        var steps = place.Split('/')[1..];
        var parent = steps[..^1].Aggregate(copy, (node, step) => node is JsonArray list ? list[int.Parse(step, null)]! : node[step]!);
        if (parent is JsonArray array)
        {
            array[0] = Mark;
        }
        else
        {
            parent[steps[^1]] = Mark;
        }

        return copy.ToJsonString().Replace($"\"{Mark}\"", json, StringComparison.Ordinal);
    }
}

[Collection(nameof(Monolith))]
public sealed class MonolithHostileBodyTests(Monolith shop) : HostileBodyTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireHostileBodyTests(MonolithWire shop) : HostileBodyTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaHostileBodyTests(MonolithKafka shop) : HostileBodyTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartHostileBodyTests(IdentityApart shop) : HostileBodyTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartHostileBodyTests(CatalogApart shop) : HostileBodyTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartHostileBodyTests(CartApart shop) : HostileBodyTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartHostileBodyTests(PaymentsApart shop) : HostileBodyTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartHostileBodyTests(OrdersApart shop) : HostileBodyTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartHostileBodyTests(SearchApart shop) : HostileBodyTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartHostileBodyTests(NotificationsApart shop) : HostileBodyTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartHostileBodyTests(RegistryApart shop) : HostileBodyTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartHostileBodyTests(AllApart shop) : HostileBodyTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsHostileBodyTests(TwoHosts shop) : HostileBodyTests(shop);
