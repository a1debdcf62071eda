using System.Net;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Notifications.Tests.Harness;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Notifications.Tests.Api;

public sealed class InboxTests
{
    [Fact]
    public async Task An_order_appears_with_its_number_in_the_title()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = Guid.CreateVersion7();
        var orderId = Guid.CreateVersion7();
        var line = new OrderedLine(Guid.CreateVersion7(), Guid.CreateVersion7(), "BB-1", 2, new Money(2767, "GBP"));
        await owlery.DeliverAsync(new OrderConfirmedV1(orderId, "LC-7", luna, new Money(2767, "GBP"), [line]));

        var page = await GetAsync(owlery.ClientOf(luna), "me/notifications");

        page.GetProperty("total").GetInt64().ShouldBe(1);
        page.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        var item = page.GetProperty("items")[0];
        item.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "kind", "title", "body", "data", "createdAt", "readAt"]);
        item.GetProperty("kind").GetString().ShouldBe("order_confirmed");
        item.GetProperty("title").GetString().ShouldBe("Order LC-7 confirmed");
        item.GetProperty("body").GetString().ShouldBe("2 items, £27.67 in all. We will tell you when the owl leaves.");
        item.GetProperty("data").GetProperty("orderId").GetGuid().ShouldBe(orderId);
        item.GetProperty("data").GetProperty("total").GetProperty("amount").GetInt64().ShouldBe(2767);
        item.GetProperty("readAt").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task What_is_read_leaves_the_unread()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = Guid.CreateVersion7();
        await FillAsync(owlery, luna, 3);
        using var client = owlery.ClientOf(luna);
        var first = (await GetAsync(client, "me/notifications")).GetProperty("items")[0].GetProperty("id").GetGuid();

        var read = await client.PostAsync($"me/notifications/{first}/read", null);
        read.StatusCode.ShouldBe(HttpStatusCode.OK);
        var readAt = (await Owlery.JsonOfAsync(read)).GetProperty("readAt").GetString();
        var again = await client.PostAsync($"me/notifications/{first}/read", null);

        (await Owlery.JsonOfAsync(again))
            .GetProperty("readAt")
            .GetDateTimeOffset()
            .ShouldBe(DateTimeOffset.Parse(readAt!), TimeSpan.FromMilliseconds(1));
        (await TitlesAsync(client, "?unread=true")).ShouldBe(["Order LC-2 delivered", "Order LC-1 delivered"]);
        (await TitlesAsync(client, "?unread=false")).ShouldBe(["Order LC-3 delivered"]);

        var all = await client.PostAsync("me/notifications/read-all", null);
        (await Owlery.JsonOfAsync(all)).GetProperty("marked").GetInt32().ShouldBe(2);
        (await TitlesAsync(client, "?unread=true")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_hold_everything_once_newest_first()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = Guid.CreateVersion7();
        await FillAsync(owlery, luna, 7);
        using var client = owlery.ClientOf(luna);
        var titles = new List<string?>();
        string? after = null;
        do
        {
            var page = await GetAsync(client, $"me/notifications?limit=3&after={after}");
            page.GetProperty("total").GetInt64().ShouldBe(7);
            titles.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("title").GetString()));
            after = page.GetProperty("next").GetString();
            if (titles.Count == 3)
            {
                await owlery.DeliverAsync(new OrderCancelledV1(Guid.CreateVersion7(), "LC-99", Guid.CreateVersion7(), "test", []));
            }
        } while (after is not null);

        titles.ShouldBe(Enumerable.Range(1, 7).Reverse().Select(i => $"Order LC-{i} delivered"));
    }

    [Theory]
    [InlineData("?limit=0", "validation_failed")]
    [InlineData("?limit=101", "validation_failed")]
    [InlineData("?after=garbage", "invalid_cursor")]
    [InlineData("?after=e30", "invalid_cursor")]
    public async Task Wrong_pages_are_refused(string query, string code)
    {
        await using var owlery = await Owlery.StartAsync();
        using var client = owlery.ClientOf(Guid.CreateVersion7());

        var answer = await client.GetAsync($"me/notifications{query}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Owlery.JsonOfAsync(answer)).GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task Nobody_sees_or_marks_what_is_anothers()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = Guid.CreateVersion7();
        await FillAsync(owlery, luna, 1);
        using var client = owlery.ClientOf(luna);
        using var eve = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        using var stranger = owlery.Anonymous();
        var id = (await GetAsync(client, "me/notifications")).GetProperty("items")[0].GetProperty("id").GetGuid();

        (await TitlesAsync(eve, "")).ShouldBeEmpty();
        (await eve.PostAsync($"me/notifications/{id}/read", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await eve.PostAsync("me/notifications/read-all", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync("me/notifications")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await TitlesAsync(client, "?unread=true")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Notifications_written_at_once_are_numbered_without_a_gap()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = Guid.CreateVersion7();

        await Task.WhenAll(
            Enumerable.Range(1, 20).Select(i => owlery.DeliverAsync(new OrderDeliveredV1(Guid.CreateVersion7(), $"LC-{i}", luna, [])))
        );

        var numbers = await owlery.QueryAsync(db => Task.FromResult(db.Notifications.Select(n => n.Sequence).Order().ToList()));
        numbers.ShouldBe(Enumerable.Range(1, 20).Select(i => (long)i));
    }

    private static async Task FillAsync(Owlery owlery, Guid userId, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await owlery.DeliverAsync(new OrderDeliveredV1(Guid.CreateVersion7(), $"LC-{i}", userId, []));
        }
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await Owlery.JsonOfAsync(answer);
    }

    private static async Task<IReadOnlyList<string?>> TitlesAsync(HttpClient client, string query) =>
        [
            .. (await GetAsync(client, $"me/notifications{query}"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(i => i.GetProperty("title").GetString()),
        ];
}
