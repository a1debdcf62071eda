using System.Net;
using LeakyCauldron.Notifications.Live;
using LeakyCauldron.Notifications.Tests.Harness;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Notifications.Tests.Api;

public sealed class StreamTests
{
    [Fact]
    public async Task Notifications_arrive_as_they_are_written_in_every_tab()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = Guid.CreateVersion7();
        await WriteAsync(owlery, luna, 1);
        using var client = owlery.ClientOf(luna);
        using var one = await EventStream.OpenAsync(client);
        using var two = await EventStream.OpenAsync(client);

        await WriteAsync(owlery, Guid.CreateVersion7(), 77);
        await WriteAsync(owlery, luna, 2);
        await WriteAsync(owlery, luna, 3);

        (await one.ReadAsync(2)).ShouldBe(["Order LC-2 delivered", "Order LC-3 delivered"]);
        (await two.ReadAsync(2)).ShouldBe(["Order LC-2 delivered", "Order LC-3 delivered"]);
    }

    [Fact]
    public async Task A_stream_that_broke_goes_on_where_it_was_on_another_host()
    {
        await using var database = await Owlery.CreateDatabaseAsync();
        await using var here = await Owlery.StartAsync(database: database);
        await using var there = await Owlery.StartAsync(database: database);
        var luna = Guid.CreateVersion7();
        string? lastEventId;
        using (var stream = await EventStream.OpenAsync(here.ClientOf(luna)))
        {
            await WriteAsync(there, luna, 1);
            (await stream.ReadAsync(1)).ShouldBe(["Order LC-1 delivered"]);
            lastEventId = stream.LastEventId;
        }

        await WriteAsync(here, luna, 2);
        await WriteAsync(here, luna, 3);
        using var resumed = await EventStream.OpenAsync(there.ClientOf(luna), lastEventId);
        await WriteAsync(here, luna, 4);

        (await resumed.ReadAsync(3)).ShouldBe(["Order LC-2 delivered", "Order LC-3 delivered", "Order LC-4 delivered"]);
    }

    [Fact]
    public async Task A_stream_that_broke_before_its_first_event_misses_nothing()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = Guid.CreateVersion7();
        await WriteAsync(owlery, luna, 1);
        using var client = owlery.ClientOf(luna);
        string? position;
        using (var stream = await EventStream.OpenAsync(client))
        {
            position = stream.LastEventId;
        }

        await WriteAsync(owlery, luna, 2);
        using var resumed = await EventStream.OpenAsync(client, position);

        (await resumed.ReadAsync(1)).ShouldBe(["Order LC-2 delivered"]);
    }

    [Fact]
    public async Task Cut_and_resumed_again_and_again_under_load_there_is_no_gap_and_no_repeat()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = Guid.CreateVersion7();
        using var client = owlery.ClientOf(luna);
        var writing = Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async writer =>
                {
                    for (var i = 0; i < 30; i++)
                    {
                        await WriteAsync(owlery, luna, (writer * 30) + i);
                    }
                })
        );
        var ids = new List<string?>();
        var lastEventId = "0";
        while (ids.Count < 120)
        {
            using var stream = await EventStream.ReopenAsync(client, lastEventId);
            for (var i = 0; i < 7 && ids.Count < 120; i++)
            {
                await stream.ReadAsync(1);
                ids.Add(lastEventId = stream.LastEventId!);
            }
        }

        await writing;
        ids.ShouldBe(Enumerable.Range(1, 120).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_ticket_opens_one_stream_of_its_owner()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = Guid.CreateVersion7();
        using var client = owlery.ClientOf(luna);
        using var stranger = owlery.Anonymous();
        var ticket = (await Owlery.JsonOfAsync(await client.PostAsync("me/notifications/stream/ticket", null))).GetProperty("ticket").GetString();

        using var stream = await EventStream.OpenAsync(stranger, query: $"?ticket={ticket}");
        await WriteAsync(owlery, luna, 1);

        (await stream.ReadAsync(1)).ShouldBe(["Order LC-1 delivered"]);
        (await stranger.GetAsync($"me/notifications/stream?ticket={ticket}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetAsync($"me/notifications/stream?ticket={ticket}x")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.GetAsync("me/notifications/stream")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.PostAsync("me/notifications/stream/ticket", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task A_last_event_id_that_is_none_is_refused(string lastEventId)
    {
        await using var owlery = await Owlery.StartAsync();
        using var client = owlery.ClientOf(Guid.CreateVersion7());
        client.DefaultRequestHeaders.Add("Last-Event-ID", lastEventId);

        var answer = await client.GetAsync("me/notifications/stream");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Owlery.JsonOfAsync(answer)).GetProperty("code").GetString().ShouldBe("invalid_last_event_id");
    }

    [Fact]
    public async Task Streams_of_one_person_are_limited_and_closing_one_makes_room()
    {
        await using var owlery = await Owlery.StartAsync();
        using var client = owlery.ClientOf(Guid.CreateVersion7());
        var streams = new List<EventStream>();
        for (var i = 0; i < LiveStreams.PerPerson; i++)
        {
            streams.Add(await EventStream.OpenAsync(client));
        }

        var refused = await client.GetAsync("me/notifications/stream", HttpCompletionOption.ResponseHeadersRead);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        streams[0].Dispose();

        await Eventually.Async(
            async () =>
            {
                using var answer = await client.GetAsync("me/notifications/stream", HttpCompletionOption.ResponseHeadersRead);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "room for another stream"
        );
        streams.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task A_host_that_stops_ends_its_streams()
    {
        var owlery = await Owlery.StartAsync();
        using var stream = await EventStream.OpenAsync(owlery.ClientOf(Guid.CreateVersion7()));
        var reading = stream.ReadAsync(1);

        await owlery.DisposeAsync();

        await Should.ThrowAsync<Exception>(() => reading);
    }

    private static Task WriteAsync(Owlery owlery, Guid userId, int number) =>
        owlery.DeliverAsync(new OrderDeliveredV1(Guid.CreateVersion7(), $"LC-{number}", userId, []));
}
