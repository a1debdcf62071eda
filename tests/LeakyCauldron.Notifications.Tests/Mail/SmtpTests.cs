using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Notifications.Tests.Mail;

public sealed class SmtpTests
{
    [Fact]
    public async Task A_server_that_comes_back_gets_each_mail_exactly_once()
    {
        var port = FreePort.Next();
        await using var owlery = await Owlery.StartAsync(SmtpServer.SettingsOf(port));
        var people = Enumerable.Range(0, 10).Select(_ => owlery.Neighbours.AddPerson()).ToList();
        foreach (var person in people)
        {
            await owlery.DeliverAsync(new UserRegisteredV1(person.UserId));
        }

        await Eventually.Async(async () => await owlery.QueryAsync(db => db.Deliveries.AllAsync(d => d.Attempts >= 2)), "two failures of each");
        await using var server = new SmtpServer(port);

        await Eventually.Async(async () => await CountAsync(owlery, DeliveryState.Sent) == people.Count, "all mails sent");
        server
            .Accepted.Select(m => m.To.Mailboxes.Single().Address)
            .Order(StringComparer.Ordinal)
            .ShouldBe(people.Select(p => p.Email).Order(StringComparer.Ordinal));
        MailFiles.Names(owlery.MailFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_connection_serves_many_mails()
    {
        await using var server = new SmtpServer(FreePort.Next());
        await using var owlery = await Owlery.StartAsync(server.Settings);
        owlery.Neighbours.Outage = BuildingBlocks.Contracts.Error.Unavailable("module_unavailable", "Away.");
        for (var i = 0; i < 20; i++)
        {
            await owlery.DeliverAsync(new UserRegisteredV1(owlery.Neighbours.AddPerson().UserId));
        }

        owlery.Neighbours.Outage = null;
        await Eventually.Async(async () => await CountAsync(owlery, DeliveryState.Sent) == 20, "all mails sent");

        server.Connections.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task A_recipient_that_is_refused_for_good_is_a_dead_letter_without_the_address()
    {
        await using var server = new SmtpServer(FreePort.Next());
        server.OnRecipient = command => command.Contains("nobody", StringComparison.Ordinal) ? "550 no such user nobody@example.test" : null;
        await using var owlery = await Owlery.StartAsync(server.Settings);

        await owlery.DeliverAsync(new UserRegisteredV1(owlery.Neighbours.AddPerson(email: "nobody@example.test").UserId));
        await owlery.DeliverAsync(new UserRegisteredV1(owlery.Neighbours.AddPerson().UserId));

        await Eventually.Async(
            async () => await CountAsync(owlery, DeliveryState.Dead) == 1 && await CountAsync(owlery, DeliveryState.Sent) == 1,
            "one dead, one sent"
        );
        var dead = await owlery.QueryAsync(db => db.Deliveries.SingleAsync(d => d.State == DeliveryState.Dead));
        dead.Attempts.ShouldBe(1);
        dead.Error.ShouldNotBeNull().ShouldContain("550");
        dead.Error.ShouldNotContain("nobody@");
    }

    [Fact]
    public async Task A_server_that_is_busy_is_tried_again()
    {
        await using var server = new SmtpServer(FreePort.Next());
        var refusals = 2;
        server.OnRecipient = _ => Interlocked.Decrement(ref refusals) >= 0 ? "451 come back later" : null;
        await using var owlery = await Owlery.StartAsync(server.Settings);

        await owlery.DeliverAsync(new UserRegisteredV1(owlery.Neighbours.AddPerson().UserId));

        await Eventually.Async(async () => await CountAsync(owlery, DeliveryState.Sent) == 1, "the mail to be sent");
        server.Accepted.Count.ShouldBe(1);
        (await owlery.QueryAsync(db => db.Deliveries.SingleAsync())).Attempts.ShouldBe(3);
    }

    /// <summary>The one case that no protocol rules out: accepted, but the answer is lost. The reader's mail program sees one Message-ID.</summary>
    [Fact]
    public async Task A_mail_whose_acceptance_was_lost_goes_out_again_under_its_message_id()
    {
        await using var server = new SmtpServer(FreePort.Next()) { LostAnswers = 1 };
        await using var owlery = await Owlery.StartAsync(server.Settings);

        await owlery.DeliverAsync(new UserRegisteredV1(owlery.Neighbours.AddPerson().UserId));

        await Eventually.Async(async () => await CountAsync(owlery, DeliveryState.Sent) == 1, "the mail to be sent");
        server.Accepted.Count.ShouldBe(2);
        server.Accepted.Select(m => m.MessageId).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Fact]
    public async Task The_mail_of_a_sender_that_died_is_taken_over_when_its_lease_ends()
    {
        await using var owlery = await Owlery.StartAsync();
        owlery.Neighbours.Outage = BuildingBlocks.Contracts.Error.Unavailable("module_unavailable", "Away.");
        await owlery.DeliverAsync(new UserRegisteredV1(owlery.Neighbours.AddPerson().UserId));
        var queue = owlery.Services.GetRequiredService<DeliveryQueue>();
        var claimed = await Eventually.Async(() => queue.ClaimAsync(CancellationToken.None), "the test to get the claim");
        owlery.Neighbours.Outage = null;

        (await owlery.QueryAsync(db => db.Deliveries.SingleAsync())).State.ShouldBe(DeliveryState.Sending);
        await owlery.QueryAsync(db => db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, d => DateTimeOffset.UnixEpoch)));

        await Eventually.Async(async () => await CountAsync(owlery, DeliveryState.Sent) == 1, "another sender to take over");
        await queue.MarkDeadAsync(claimed, "too late");
        (await CountAsync(owlery, DeliveryState.Sent)).ShouldBe(1);
    }

    private static Task<int> CountAsync(Owlery owlery, DeliveryState state) =>
        owlery.QueryAsync(db => db.Deliveries.CountAsync(d => d.State == state));
}
