using System.Net;
using System.Text.Json.Nodes;
using Npgsql;

namespace LeakyCauldron.System.Tests;

/// <summary>Operators see what is stuck, and mend it.</summary>
public abstract class OutboxOperationsTests(Topology shop)
{
    private const string NoPayload = "{\"orderId\": \"not an id\"}";

    [Fact]
    public async Task The_status_has_every_module_with_its_figures()
    {
        var status = (await (await shop.Staff()).Get("/admin/outbox")).Is(HttpStatusCode.OK);
        status["transport"].GetValue<string>().ShouldBeOneOf("embedded", "kafka");
        var modules = status["items"].AsArray().ToDictionary(m => m!["module"]!.GetValue<string>(), m => m!, StringComparer.Ordinal);
        foreach (var name in new[] { "cart", "catalog", "identity", "notifications", "orders", "payments" })
        {
            modules.Keys.ShouldContain(name);
        }

        foreach (var module in modules.Values)
        {
            module["backlog"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(0);
            module["lag"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0);
            module["failed"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(0);
        }

        modules["notifications"]["consumers"]!.AsArray().Select(c => c!["topic"]!.GetValue<string>()).ShouldContain("orders.events");
        await Eventually.Async(
            async () =>
                (await (await shop.Staff()).Get("/admin/outbox"))["items"]
                    .AsArray()
                    .SelectMany(m => m!["consumers"]!.AsArray())
                    .All(c => c!["behind"]!.GetValue<long>() == 0),
            "the consumers to be at the end of their topics"
        );
    }

    [Fact]
    public async Task A_parked_event_is_listed_with_its_error_and_leaves_when_it_is_retried()
    {
        var admin = await shop.Admin();
        var (first, second) = (await ParkAsync(), await ParkAsync());
        (await admin.Get("/admin/outbox"))["items"].AsArray().Single(m => m!["module"]!.GetValue<string>() == "orders")!["failed"]!
            .GetValue<long>()
            .ShouldBeGreaterThanOrEqualTo(2);

        var listed = new List<JsonNode>();
        for (string? after = null; ; )
        {
            var page = (await admin.Get($"/admin/outbox/parked?module=orders&limit=1&after={after}")).Is(HttpStatusCode.OK);
            listed.AddRange(page["items"].AsArray().Select(i => i!));
            if (page.Json!["next"] is not { } next)
            {
                break;
            }

            after = next.GetValue<string>();
        }

        listed.Select(e => e["id"]!.GetValue<Guid>()).ShouldBe([second, first]);
        listed[0]["error"]!.GetValue<string>().ShouldBe("too large");
        listed[0]["payload"]!["orderId"]!.GetValue<string>().ShouldBe("not an id");

        (await admin.Post($"/admin/outbox/{first}/retry")).Is(HttpStatusCode.NoContent);
        (await admin.Post("/admin/outbox/redrive", new { module = "orders" }))["redriven"].GetValue<int>().ShouldBe(1);
        await Eventually.Async(
            async () => (await CountAsync("orders", $"SELECT count(*) FROM orders.outbox_messages WHERE id IN ('{first}', '{second}')")) == 0,
            "the relay to send what was redriven"
        );
        (await admin.Post($"/admin/outbox/{Guid.CreateVersion7()}/retry")).IsProblem(404, "message_not_found");

        // What was sent is not an event of ours: each consumer of the topic puts it aside.
        foreach (var consumer in new[] { "notifications", "catalog" })
        {
            var letters = $"FROM {consumer}.dead_letters WHERE message_id IN ('{first}', '{second}')";
            await Eventually.Async(
                async () => (await CountAsync(consumer, $"SELECT count(DISTINCT message_id) {letters}")) == 2,
                $"{consumer} to put it aside"
            );
            await CountAsync(consumer, $"DELETE {letters}");
        }
    }

    [Fact]
    public async Task A_dead_letter_is_listed_and_replayed_once_its_cause_is_gone()
    {
        var admin = await shop.Admin();
        var letter = await BuryAsync("not json");
        var listed = await FindAsync(admin, letter);
        listed["consumer"]!.GetValue<string>().ShouldBe("TellOnOrderConfirmed");
        listed["payload"]!.GetValue<string>().ShouldBe("not json");
        (await admin.Post($"/admin/outbox/{letter}/retry")).IsProblem(409, "replay_failed");
        (await FindAsync(admin, letter))["attempts"]!.GetValue<int>().ShouldBe(2);

        var order = $$"""{"orderId":"{{letter}}","number":"LC-1","userId":null,"total":{"amount":1,"currency":"GBP"},"lines":[]}""";
        await CountAsync("notifications", $"UPDATE notifications.dead_letters SET payload = convert_to('{order}', 'UTF8') WHERE id = '{letter}'");
        var replay = (await admin.Post("/admin/outbox/dead-letters/replay", new { module = "notifications" })).Is(HttpStatusCode.OK);
        (await FindOrNullAsync(admin, letter)).ShouldBeNull();
        replay["replayed"].GetValue<int>().ShouldBeGreaterThanOrEqualTo(1, replay.Text);
    }

    [Fact]
    public async Task A_dead_letter_that_can_never_be_handled_is_thrown_away()
    {
        var admin = await shop.Admin();
        var letter = await BuryAsync("never");
        (await admin.Send(HttpMethod.Delete, $"/admin/outbox/dead-letters/{letter}", null)).Is(HttpStatusCode.NoContent);
        (await admin.Send(HttpMethod.Delete, $"/admin/outbox/dead-letters/{letter}", null)).IsProblem(404, "message_not_found");
    }

    [Theory]
    [InlineData("GET", "/admin/outbox", true)]
    [InlineData("GET", "/admin/outbox/parked", false)]
    [InlineData("GET", "/admin/outbox/dead-letters", false)]
    [InlineData("POST", "/admin/outbox/redrive", false)]
    [InlineData("POST", "/admin/outbox/dead-letters/replay", false)]
    [InlineData("POST", "/admin/outbox/01890000-0000-7000-8000-000000000000/retry", false)]
    [InlineData("DELETE", "/admin/outbox/dead-letters/01890000-0000-7000-8000-000000000000", false)]
    public async Task It_is_closed_to_all_others(string method, string path, bool staffMay)
    {
        (await shop.Guest().Send(new(method), path, null)).IsProblem(401, "unauthorized");
        (await (await shop.Harry()).Send(new(method), path, null)).IsProblem(403, "forbidden");
        if (!staffMay)
        {
            (await (await shop.Staff()).Send(new(method), path, null)).IsProblem(403, "forbidden");
        }
    }

    [Theory]
    [InlineData("/admin/outbox/parked?module=divination", "validation_failed")]
    [InlineData("/admin/outbox/dead-letters?limit=0", "validation_failed")]
    [InlineData("/admin/outbox/dead-letters?after=nonsense", "invalid_cursor")]
    public async Task It_refuses_what_makes_no_sense(string path, string code) => (await (await shop.Admin()).Get(path)).IsProblem(400, code);

    private static async Task<JsonNode> FindAsync(ShopClient admin, Guid letter) =>
        await FindOrNullAsync(admin, letter) ?? throw new InvalidOperationException($"{letter} is not listed.");

    private static async Task<JsonNode?> FindOrNullAsync(ShopClient admin, Guid letter) =>
        (await admin.Get("/admin/outbox/dead-letters?module=notifications&limit=100"))["items"]
            .AsArray()
            .SingleOrDefault(l => l!["id"]!.GetValue<Guid>() == letter);

    private async Task<Guid> ParkAsync()
    {
        var id = Guid.CreateVersion7();
        await CountAsync(
            "orders",
            $"""
            INSERT INTO orders.outbox_messages (id, bucket, key, version, type, payload, occurred_at, attempts, parked_at, error)
            VALUES ('{id}', 0, '{id}', 1, 'orders.order-confirmed.v1', '{NoPayload}', now(), 8, now(), 'too large')
            """
        );
        return id;
    }

    private async Task<Guid> BuryAsync(string payload)
    {
        var id = Guid.CreateVersion7();
        await CountAsync(
            "notifications",
            $"""
            INSERT INTO notifications.dead_letters (id, message_id, consumer, topic, key, type, version, occurred_at, payload, error, attempts, dead_at)
            VALUES ('{id}', gen_random_uuid(), 'TellOnOrderConfirmed', 'orders.events', '{id}', 'orders.order-confirmed.v1', 1, now(), '{payload}', 'planted', 1, now())
            """
        );
        return id;
    }

    private async Task<long> CountAsync(string module, string sql)
    {
        await using var connection = new NpgsqlConnection(shop.ConnectionStringOf(module));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is long count ? count : 0;
    }
}

[Collection(nameof(Monolith))]
public sealed class MonolithOutboxOperationsTests(Monolith shop) : OutboxOperationsTests(shop)
{
    private readonly Monolith _shop = shop;

    [Fact]
    public async Task Readiness_has_a_line_for_everything_it_leans_on()
    {
        using var http = new HttpClient { BaseAddress = _shop.Address };
        var lines = (await http.GetStringAsync("/health/ready")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in new[] { "start", "database orders", "module orders", "module registry", "broker", "outbox", "consumers", "search" })
        {
            lines.ShouldContain(l => l.StartsWith(name + ": ", StringComparison.Ordinal), string.Join('\n', lines));
        }
    }
}

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireOutboxOperationsTests(MonolithWire shop) : OutboxOperationsTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaOutboxOperationsTests(MonolithKafka shop) : OutboxOperationsTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartOutboxOperationsTests(OrdersApart shop) : OutboxOperationsTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartOutboxOperationsTests(NotificationsApart shop) : OutboxOperationsTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartOutboxOperationsTests(RegistryApart shop) : OutboxOperationsTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartOutboxOperationsTests(AllApart shop) : OutboxOperationsTests(shop);
