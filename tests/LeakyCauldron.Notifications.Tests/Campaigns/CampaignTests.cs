using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Notifications.Campaigns;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace LeakyCauldron.Notifications.Tests.Campaigns;

public sealed class CampaignTests
{
    private static readonly object News = new
    {
        name = "Brooms",
        subject = "New brooms, {{ name }}",
        body = "Dear {{name}},\n\nthe <new> brooms have come.",
        perMinute = 6000,
    };

    [Fact]
    public async Task Those_who_asked_for_it_are_told_once_and_the_rest_never()
    {
        await using var owlery = await Owlery.StartAsync();
        var wanting = Enumerable.Range(1, 5).Select(i => owlery.Neighbours.AddPerson($"Luna {i}", marketing: true)).ToList();
        owlery.Neighbours.AddPerson("Ginny");
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        var id = await CreateAsync(staff, News);
        (await staff.PostAsync($"campaigns/{id}/send", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var mails = await MailFiles.ReadAsync(owlery.MailFolder, 5);
        mails.Select(m => m.To.Mailboxes.Single().Address).ShouldBe(wanting.Select(w => w.Email), ignoreOrder: true);
        var mail = mails.Single(m => m.Subject == "New brooms, Luna 1");
        mail.HtmlBody!.ShouldContain("the &lt;new&gt; brooms have come.");
        mail.Headers[HeaderId.ListUnsubscribePost].ShouldBe("List-Unsubscribe=One-Click");
        await Eventually.Async(async () => (await ProgressAsync(staff, id)).Sent == 5, "the campaign to be sent");
        (await StatusAsync(staff, id)).ShouldBe("sent");
        (await staff.PostAsync($"campaigns/{id}/send", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        MailFiles.Names(owlery.MailFolder).Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_mail_can_be_unsubscribed_from_by_one_post_and_by_nothing_less()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson(marketing: true);
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        await staff.PostAsync($"campaigns/{await CreateAsync(staff, News)}/send", null);
        var header = (await MailFiles.ReadAsync(owlery.MailFolder, 1))[0].Headers[HeaderId.ListUnsubscribe]!;
        var path = header[(header.IndexOf("/api/v1/", StringComparison.Ordinal) + "/api/v1/".Length)..].TrimEnd('>');

        using var anybody = owlery.Anonymous();
        var page = await anybody.GetAsync(path);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("<form method=\"post\"");
        owlery.Neighbours.Contacts[luna.UserId].Marketing.ShouldBeTrue();

        using var oneClick = new FormUrlEncodedContent(new Dictionary<string, string> { ["List-Unsubscribe"] = "One-Click" });
        (await anybody.PostAsync(path, oneClick)).StatusCode.ShouldBe(HttpStatusCode.OK);
        owlery.Neighbours.Contacts[luna.UserId].Marketing.ShouldBeFalse();
        (await anybody.PostAsync(path, null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var forged = path[..^1] + (path[^1] == 'A' ? 'B' : 'A');
        foreach (
            var wrong in new[]
            {
                forged,
                "notifications/unsubscribe",
                "notifications/unsubscribe?token=%00",
                "notifications/unsubscribe?token=" + new string('A', 43),
            }
        )
        {
            (await anybody.PostAsync(wrong, null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, wrong);
        }
    }

    [Fact]
    public async Task Who_withdraws_before_the_mail_is_written_is_not_told()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson(marketing: true);
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        var id = await CreateAsync(staff, News);
        await owlery.QueryAsync(async db =>
        {
            db.Deliveries.Add(DeliveryOf(luna.UserId, id, DeliveryState.Pending));
            owlery.Neighbours.Contacts[luna.UserId] = luna with { Marketing = false };
            return await db.SaveChangesAsync();
        });
        await Eventually.Async(async () => (await ProgressAsync(staff, id)).Skipped == 1, "the mail to be skipped");
        MailFiles.Names(owlery.MailFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mail_whose_sender_died_in_the_middle_is_not_sent_again()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson(marketing: true);
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        var id = await CreateAsync(staff, News);
        await owlery.QueryAsync(db =>
        {
            db.Deliveries.Add(DeliveryOf(luna.UserId, id, DeliveryState.Sending));
            return db.SaveChangesAsync();
        });
        await Eventually.Async(async () => (await ProgressAsync(staff, id)).Skipped == 1, "the mail to be given up");
        MailFiles.Names(owlery.MailFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_can_be_paused_gone_on_with_and_stopped_and_takes_nobody_twice()
    {
        await using var owlery = await Owlery.StartAsync();
        // Enough that it is still under way, one a second, when a busy machine comes round to pausing it.
        const int People = 10;
        for (var i = 0; i < People; i++)
        {
            owlery.Neighbours.AddPerson(marketing: true);
        }

        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        var slow = await CreateAsync(
            staff,
            new
            {
                name = "Slow",
                subject = "s",
                body = "b",
                perMinute = 1,
            }
        );
        await staff.PostAsync($"campaigns/{slow}/send", null);
        await Eventually.Async(() => MailFiles.Names(owlery.MailFolder).Count > 0, "the first mail");
        (await staff.PostAsync($"campaigns/{slow}/pause", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(staff, slow)).ShouldBe("paused");
        await staff.PostAsync($"campaigns/{slow}/send", null);
        await Eventually.Async(async () => await StatusAsync(staff, slow) == "sent", "everybody to be looked at", TimeSpan.FromSeconds(90));
        var mails = await MailFiles.ReadAsync(owlery.MailFolder, People);
        mails.Select(m => m.To.Mailboxes.Single().Address).Distinct().Count().ShouldBe(People);

        var later = await CreateAsync(staff, News);
        await staff.PostAsJsonAsync($"campaigns/{later}/send", new { scheduledAt = TimeProvider.System.GetUtcNow().AddDays(1) });
        (await StatusAsync(staff, later)).ShouldBe("scheduled");
        (await staff.PostAsync($"campaigns/{later}/stop", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await staff.PostAsync($"campaigns/{later}/send", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Two_hosts_take_each_recipient_once()
    {
        await using var owlery = await Owlery.StartAsync();
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        var people = Enumerable.Range(0, 40).Select(_ => owlery.Neighbours.AddPerson(marketing: true)).ToList();
        var id = await CreateAsync(staff, News);
        await staff.PostAsync($"campaigns/{id}/send", null);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StepAsync(owlery)));
        await Eventually.Async(async () => await StatusAsync(staff, id) == "sent", "everybody to be looked at");
        (await owlery.QueryAsync(db => db.Deliveries.CountAsync())).ShouldBe(people.Count);
        (await ProgressAsync(staff, id)).Recipients.ShouldBe(people.Count);
    }

    [Theory]
    [InlineData(0, null, null, 0, true)]
    [InlineData(null, 0, null, 1, false)]
    [InlineData(2, null, null, 1, false)]
    [InlineData(1, 3, null, 2, true)]
    [InlineData(null, null, 30, 1, true)]
    [InlineData(null, null, 5, 1, false)]
    [InlineData(null, null, 30, 0, false)]
    public void A_segment_looks_at_what_was_bought(int? min, int? max, int? days, int orders, bool included)
    {
        var now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var buyer = orders == 0 ? null : new Buyer { Orders = orders, LastOrderedAt = now.AddDays(-10) };
        new CampaignSegment(MinOrders: min, MaxOrders: max, OrderedWithinDays: days).Includes(buyer, now).ShouldBe(included);
    }

    [Fact]
    public async Task What_staff_write_is_checked_and_only_staff_may()
    {
        await using var owlery = await Owlery.StartAsync();
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        using var shopper = owlery.ClientOf(Guid.CreateVersion7(), "shopper");
        object[] wrong =
        [
            new
            {
                name = "n",
                subject = "Hi\r\nBcc: x@example.test",
                body = "b",
            },
            new
            {
                name = "n",
                subject = "{{ shop.secrets }}",
                body = "b",
            },
            new
            {
                name = "n",
                subject = "s",
                body = "{{ for i in 1..9999999 }}x{{ end }}",
            },
            new
            {
                name = "n",
                subject = "s",
                body = "",
            },
            new
            {
                name = "n",
                subject = "s",
                body = "b",
                perMinute = 0,
            },
            new
            {
                name = "n",
                subject = "s",
                body = "b",
                segment = new { house = "durmstrang" },
            },
        ];
        foreach (var body in wrong)
        {
            (await staff.PostAsJsonAsync("campaigns", body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await shopper.PostAsJsonAsync("campaigns", News)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await staff.GetAsync($"campaigns/{Guid.CreateVersion7()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_kind_of_mail_can_be_looked_at()
    {
        await using var owlery = await Owlery.StartAsync();
        using var staff = owlery.ClientOf(Guid.CreateVersion7(), "staff");
        foreach (var kind in Kinds.All)
        {
            var preview = JsonElement.Parse(await staff.GetStringAsync($"admin/notifications/templates/{kind}/preview"));
            preview.GetProperty("subject").GetString().ShouldNotBeNullOrEmpty();
            preview.GetProperty("html").GetString()!.ShouldContain("</html>");
        }

        (await staff.GetAsync("admin/notifications/templates/howler/preview")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task StepAsync(Owlery owlery)
    {
        await using var scope = owlery.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CampaignRunner>().StepAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None);
    }

    private static Delivery DeliveryOf(Guid userId, Guid campaignId, DeliveryState state) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            EventId = Guid.CreateVersion7(),
            Kind = Kinds.Marketing,
            UserId = userId,
            CampaignId = campaignId,
            Data = "{}",
            State = state,
        };

    private static async Task<Guid> CreateAsync(HttpClient staff, object body)
    {
        var created = await staff.PostAsJsonAsync("campaigns", body);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await Owlery.JsonOfAsync(created)).GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> GetAsync(HttpClient staff, Guid id) => JsonElement.Parse(await staff.GetStringAsync($"campaigns/{id}"));

    private static async Task<string> StatusAsync(HttpClient staff, Guid id) => (await GetAsync(staff, id)).GetProperty("status").GetString()!;

    private static async Task<CampaignProgress> ProgressAsync(HttpClient staff, Guid id) =>
        (await GetAsync(staff, id)).GetProperty("progress").Deserialize<CampaignProgress>(BuildingBlocks.Http.Json.Wire)!;
}
