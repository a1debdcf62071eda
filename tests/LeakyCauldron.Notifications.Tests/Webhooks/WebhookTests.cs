using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Notifications.Tests.Harness;
using LeakyCauldron.Notifications.Webhooks;
using LeakyCauldron.Orders.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Notifications.Tests.Webhooks;

public sealed class WebhookTests
{
    private static readonly Dictionary<string, string?> Loopback = new() { ["Webhooks:AllowedNetworks"] = "127.0.0.0/8" };

    [Fact]
    public async Task A_program_is_told_once_and_can_check_who_tells_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var owlery = await Owlery.StartAsync(Loopback);
        using var admin = owlery.ClientOf(Guid.CreateVersion7(), "admin");
        var webhook = await CreateAsync(admin, receiver.Url, "orders.order-delivered.v1");
        var secret = Convert.FromBase64String(webhook.GetProperty("secret").GetString()!["whsec_".Length..]);
        var wanted = Envelope("orders.order-delivered.v1");
        await TellAsync(owlery, Envelope("catalog.product-removed.v1"), wanted, wanted);
        await TellAsync(owlery, wanted);

        await Eventually.Async(() => receiver.Taken.Count == 1, "the delivery");
        var (id, timestamp, signature, body) = receiver.Taken.Single();
        signature.ShouldBe("v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"))));
        var told = JsonElement.Parse(body);
        told.GetProperty("id").GetGuid().ShouldBe(wanted.Id);
        told.GetProperty("type").GetString().ShouldBe("orders.order-delivered.v1");
        told.GetProperty("data").GetProperty("number").GetString().ShouldBe("LC-1");

        await Eventually.Async(async () => (await DeliveriesAsync(admin, webhook))[0].GetProperty("status").GetString() == "delivered", "the log");
        (await DeliveriesAsync(admin, webhook)).Count.ShouldBe(1);
        var list = await admin.GetStringAsync("admin/webhooks");
        list.ShouldContain(receiver.Url);
        list.ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task What_fails_is_tried_again_under_the_same_id_and_can_be_sent_once_more()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var owlery = await Owlery.StartAsync(Loopback);
        using var admin = owlery.ClientOf(Guid.CreateVersion7(), "admin");
        receiver.Answer = _ => receiver.Taken.Count == 1 ? 500 : 200;
        var webhook = await CreateAsync(admin, receiver.Url, "*");
        await TellAsync(owlery, Envelope("catalog.product-removed.v1"));

        await Eventually.Async(() => receiver.Taken.Count == 2, "a second attempt");
        receiver.Taken.Select(t => t.Id).Distinct().Count().ShouldBe(1);
        await Eventually.Async(async () => (await DeliveriesAsync(admin, webhook))[0].GetProperty("status").GetString() == "delivered", "the log");
        var delivery = (await DeliveriesAsync(admin, webhook))[0];
        delivery.GetProperty("attempts").GetInt32().ShouldBe(2);
        var path = $"admin/webhooks/{webhook.GetProperty("id").GetGuid()}/deliveries/{delivery.GetProperty("id").GetGuid()}/redeliver";
        (await admin.PostAsync(path, null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.Async(() => receiver.Taken.Count == 3, "the redelivery");
        receiver.Taken.Select(t => t.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_switched_off_until_somebody_switches_it_on()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var owlery = await Owlery.StartAsync(Loopback);
        using var admin = owlery.ClientOf(Guid.CreateVersion7(), "admin");
        receiver.Answer = _ => 410;
        var webhook = await CreateAsync(admin, receiver.Url, "*");
        await TellAsync(owlery, Envelope("catalog.product-removed.v1"));
        await Eventually.Async(async () => !(await WebhookAsync(admin)).GetProperty("active").GetBoolean(), "the webhook to be switched off");
        (await WebhookAsync(admin)).GetProperty("disabledReason").GetString()!.ShouldContain("410");

        receiver.Answer = _ => 200;
        await TellAsync(owlery, Envelope("catalog.product-removed.v1"));
        (await DeliveriesAsync(admin, webhook)).Count.ShouldBe(1);
        (await admin.PostAsync($"admin/webhooks/{webhook.GetProperty("id").GetGuid()}/enable", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await TellAsync(owlery, Envelope("catalog.product-removed.v1"));
        await Eventually.Async(() => receiver.Taken.Count == 2, "the delivery after it was switched on");
    }

    [Fact]
    public async Task A_receiver_that_fails_for_too_long_is_switched_off()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var owlery = await Owlery.StartAsync(Loopback);
        using var admin = owlery.ClientOf(Guid.CreateVersion7(), "admin");
        receiver.Answer = _ => 503;
        await CreateAsync(admin, receiver.Url, "*");
        await owlery.QueryAsync(db => db.Webhooks.ExecuteUpdateAsync(set => set.SetProperty(w => w.FailingSince, w => DateTimeOffset.UnixEpoch)));
        await TellAsync(owlery, Envelope("catalog.product-removed.v1"));
        await Eventually.Async(async () => !(await WebhookAsync(admin)).GetProperty("active").GetBoolean(), "the webhook to be switched off");
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://2130706433/")]
    [InlineData("https://user:secret@shop.example/")]
    [InlineData("ftp://shop.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/relative")]
    public async Task An_address_that_is_not_another_programs_is_refused(string url)
    {
        await using var owlery = await Owlery.StartAsync();
        using var admin = owlery.ClientOf(Guid.CreateVersion7(), "admin");
        var refused = await admin.PostAsJsonAsync("admin/webhooks", new { url, events = new[] { "*" } });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_public_name_that_leads_into_the_house_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var owlery = await Owlery.StartAsync();
        using var admin = owlery.ClientOf(Guid.CreateVersion7(), "admin");
        var webhook = await CreateAsync(admin, receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), "*");
        await TellAsync(owlery, Envelope("catalog.product-removed.v1"));
        await Eventually.Async(
            async () =>
                (await DeliveriesAsync(admin, webhook))[0].GetProperty("error").GetString()?.Contains("public", StringComparison.Ordinal) == true,
            "the delivery to be refused"
        );
        receiver.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Webhooks_are_for_administrators()
    {
        await using var owlery = await Owlery.StartAsync();
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        using var stranger = owlery.Anonymous();
        (await staff.GetAsync("admin/webhooks")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetAsync("admin/webhooks")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static EventEnvelope Envelope(string type)
    {
        var id = Guid.CreateVersion7();
        object data = type == "catalog.product-removed.v1" ? new ProductRemovedV1(id) : new OrderDeliveredV1(id, "LC-1", null, []);
        return new EventEnvelope
        {
            Id = Guid.CreateVersion7(),
            Type = type,
            Topic = type[..type.IndexOf('.', StringComparison.Ordinal)] + ".events",
            Key = id.ToString(),
            Version = 1,
            Time = TimeProvider.System.GetUtcNow(),
            Data = JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), BuildingBlocks.Http.Json.Wire),
        };
    }

    private static Task TellAsync(Owlery owlery, params EventEnvelope[] events) =>
        owlery.Services.GetRequiredService<QueueWebhooks>().HandleAsync(events, CancellationToken.None);

    private static async Task<JsonElement> CreateAsync(HttpClient admin, string url, params string[] events)
    {
        var created = await admin.PostAsJsonAsync("admin/webhooks", new { url, events });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await Owlery.JsonOfAsync(created);
    }

    private static async Task<JsonElement> WebhookAsync(HttpClient admin) =>
        JsonElement.Parse(await admin.GetStringAsync("admin/webhooks")).GetProperty("items")[0];

    private static async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(HttpClient admin, JsonElement webhook) =>
        [
            .. JsonElement
                .Parse(await admin.GetStringAsync($"admin/webhooks/{webhook.GetProperty("id").GetGuid()}/deliveries"))
                .GetProperty("items")
                .EnumerateArray(),
        ];
}
