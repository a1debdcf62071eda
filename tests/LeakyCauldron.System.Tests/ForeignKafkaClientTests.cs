using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>Programs in other languages read and write the same topics.</summary>
[Collection(nameof(MonolithKafka))]
public sealed class ForeignKafkaClientTests(MonolithKafka shop)
{
    private const string Topic = "orders.events";

    [Fact]
    public async Task An_order_is_read_with_its_key_its_headers_and_versions_without_a_gap()
    {
        var (_, order) = await OrderAsync();
        var id = order["id"].GetValue<string>();
        var records = await Eventually.Async<IReadOnlyList<KcatRecord>>(
            async () => (await Kcat.ReadAsync(Topic)).Where(r => r.Key == id).ToArray() is { Length: > 0 } found ? found : null,
            "the order's events to be on the topic"
        );
        records.Select(r => r.Partition).Distinct().Count().ShouldBe(1);
        records
            .DistinctBy(r => r.Headers["ce_id"])
            .Select(r => r.Headers["ce_version"])
            .ShouldBe(Enumerable.Range(1, records.DistinctBy(r => r.Headers["ce_id"]).Count()).Select(v => v.ToString(CultureInfo.InvariantCulture)));

        var confirmed = records.First(r => r.Headers["ce_type"] == "orders.order-confirmed.v1");
        confirmed.Headers["ce_specversion"].ShouldBe("1.0");
        Guid.Parse(confirmed.Headers["ce_id"]).Version.ShouldBe(7);
        confirmed.Headers["ce_source"].ShouldBe("/orders");
        confirmed.Headers["ce_subject"].ShouldBe(id);
        confirmed.Headers["content-type"].ShouldBe("application/json");
        confirmed.Headers.Keys.ShouldContain("traceparent");
        DateTimeOffset
            .Parse(confirmed.Headers["ce_time"], CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(-10));
        var payload = JsonNode.Parse(confirmed.Value!)!;
        payload["orderId"]!.GetValue<string>().ShouldBe(id);
        payload["number"]!.GetValue<string>().ShouldBe(order["number"].GetValue<string>());
    }

    [Fact]
    public async Task A_valid_event_is_handled_once_behind_any_number_of_bad_ones()
    {
        var (client, order) = await OrderAsync();
        var id = order["id"].GetValue<string>();
        var number = order["number"].GetValue<string>();
        var user = (await client.Get("/me"))["userId"].GetValue<string>();
        var shipped = $$"""{"orderId":"{{id}}","number":"{{number}}","userId":"{{user}}","carrier":"Owl","trackingNumber":"O-1","complete":true}""";
        var mark = Guid.CreateVersion7().ToString();

        await Kcat.WriteAsync(Topic, mark, "{}", Headers(mark, "orders.order-dreamt.v1"));
        await Kcat.WriteAsync(Topic, mark, "{}", Headers(mark, "orders.order-shipped.v2"));
        await Kcat.WriteAsync(Topic, mark, "{ not json", Headers(mark, "orders.order-shipped.v1"));
        await Kcat.WriteAsync(Topic, mark, shipped, Headers(mark, "orders.order-shipped.v1"));
        await Kcat.WriteAsync(Topic, mark, shipped, Headers(id, "orders.order-shipped.v1"));
        await Kcat.WriteAsync(Topic, mark, shipped);
        var valid = Headers(id, "orders.order-shipped.v1");
        await Kcat.WriteAsync(Topic, id, shipped, valid);
        await Kcat.WriteAsync(Topic, id, shipped, valid);

        await Eventually.Async(async () => await ToldAsync(client, number) == 1, "the valid event to be handled");
        var errors = await Eventually.Async<IReadOnlyList<string>>(
            async () => await ErrorsAsync(mark) is { Count: 6 } all ? all : null,
            "all bad events to be put aside with their reasons"
        );
        foreach (
            var reason in new[]
            {
                "order-dreamt.v1 is unknown",
                "order-shipped.v2 is not a version",
                "not a orders.order-shipped.v1",
                "ce_specversion",
            }
        )
        {
            errors.ShouldContain(e => e.Contains(reason, StringComparison.Ordinal), string.Join('\n', errors));
        }

        errors.Count(e => e.Contains("the key", StringComparison.Ordinal)).ShouldBe(2, string.Join('\n', errors));
        (await ToldAsync(client, number)).ShouldBe(1);
        await Eventually.Async(
            async () => (await Kcat.ReadAsync("notifications.dead-letter")).Count(r => r.Key == mark && r.Headers.ContainsKey("dead_reason")) >= 6,
            "the copies on the dead-letter topic"
        );
    }

    private Kcat Kcat => new(shop.Kafka.BootstrapServers);

    private static (string, string)[] Headers(string subject, string type) =>
        [
            ("ce_specversion", "1.0"),
            ("ce_id", Guid.CreateVersion7().ToString()),
            ("ce_type", type),
            ("ce_source", "/warehouse"),
            ("ce_subject", subject),
            ("ce_time", "2026-01-31T10:15:30Z"),
            ("ce_version", "9"),
            ("content-type", "application/json"),
        ];

    private async Task<(ShopClient Client, Answer Order)> OrderAsync()
    {
        var sku = await Journey.NewProduct(shop, 3);
        var client = shop.Guest();
        await client.Register();
        var order = await Journey.Order(client, await Journey.ReadyCart(client, sku), "tok_ok");
        return (client, order.Is(HttpStatusCode.Created));
    }

    private static async Task<int> ToldAsync(ShopClient client, string number) =>
        (await client.Get("/me/notifications"))["items"]
            .AsArray()
            .Count(n => n!["title"]!.GetValue<string>().Contains($"{number} is on its way", StringComparison.Ordinal));

    private async Task<IReadOnlyList<string>> ErrorsAsync(string key) =>
        [
            .. (await (await shop.Admin()).Get("/admin/outbox/dead-letters?module=notifications&limit=100"))["items"]
                .AsArray()
                .Where(l => l!["key"]!.GetValue<string>() == key)
                .Select(l => l!["error"]!.GetValue<string>()),
        ];
}
