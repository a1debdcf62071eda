using System.Net;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Notifications.Tests.Api;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task Staff_see_a_dead_mail_and_send_it_again()
    {
        await using var server = new SmtpServer(FreePort.Next()) { OnRecipient = _ => "550 no such user" };
        await using var owlery = await Owlery.StartAsync(server.Settings);
        var luna = owlery.Neighbours.AddPerson();
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        await owlery.DeliverAsync(new UserRegisteredV1(luna.UserId));
        await Eventually.Async(async () => await TotalAsync(staff) == 1, "the mail to be dead");

        var letter = (await Owlery.JsonOfAsync(await staff.GetAsync("admin/notifications/dead-letters"))).GetProperty("items")[0];
        letter.GetProperty("kind").GetString().ShouldBe("welcome");
        letter.GetProperty("channel").GetString().ShouldBe("mail");
        letter.GetProperty("userId").GetGuid().ShouldBe(luna.UserId);
        letter.GetProperty("error").GetString()!.ShouldContain("550");
        server.OnRecipient = _ => null;
        var replay = await staff.PostAsync($"admin/notifications/dead-letters/{letter.GetProperty("id").GetGuid()}/replay", null);

        replay.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Owlery.JsonOfAsync(replay)).GetProperty("status").GetString().ShouldBe("pending");
        await Eventually.Async(() => server.Accepted.Count == 1, "the mail to be sent");
        (await TotalAsync(staff)).ShouldBe(0);
        var again = await staff.PostAsync($"admin/notifications/dead-letters/{letter.GetProperty("id").GetGuid()}/replay", null);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_mail_that_fails_for_too_long_is_given_up()
    {
        await using var owlery = await Owlery.StartAsync(SmtpServer.SettingsOf(FreePort.Next()));
        await owlery.DeliverAsync(new UserRegisteredV1(owlery.Neighbours.AddPerson().UserId));

        await owlery.QueryAsync(db => db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(d => d.GiveUpAt, d => DateTimeOffset.UnixEpoch)));

        await Eventually.Async(
            async () => (await owlery.QueryAsync(db => db.Deliveries.SingleAsync())).State == DeliveryState.Dead,
            "the mail to be dead"
        );
    }

    [Fact]
    public async Task Dead_letters_are_for_staff()
    {
        await using var owlery = await Owlery.StartAsync();
        using var shopper = owlery.ClientOf(Guid.CreateVersion7(), "shopper");
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        using var stranger = owlery.Anonymous();
        var replay = $"admin/notifications/dead-letters/{Guid.CreateVersion7()}/replay";

        (await shopper.GetAsync("admin/notifications/dead-letters")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await shopper.PostAsync(replay, null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetAsync("admin/notifications/dead-letters")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await staff.PostAsync(replay, null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<long> TotalAsync(HttpClient staff) =>
        (await Owlery.JsonOfAsync(await staff.GetAsync("admin/notifications/dead-letters"))).GetProperty("total").GetInt64();
}
