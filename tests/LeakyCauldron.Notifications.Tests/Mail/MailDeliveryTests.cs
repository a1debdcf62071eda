using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Tests.Harness;
using LeakyCauldron.Orders.Contracts;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Notifications.Tests.Mail;

public sealed class MailDeliveryTests
{
    /// <summary>Over the broker, which in this host delivers everything twice.</summary>
    [Fact]
    public async Task A_confirmed_order_becomes_one_file()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson();
        var order = owlery.Neighbours.AddOrder(luna);

        await owlery.PublishAsync(new OrderConfirmedV1(order.OrderId, order.Number, luna.UserId, order.Total, []));

        using var mail = (await MailFiles.ReadAsync(owlery.MailFolder, 1))[0];
        mail.Subject.ShouldBe("Order LC-100234 confirmed");
        mail.To.Mailboxes.Single().Address.ShouldBe(luna.Email);
        mail.From.Mailboxes.Single().Address.ShouldBe("owls@leaky.test");
        mail.TextBody.ShouldNotBeNull().ShouldContain("LC-100234");
        mail.TextBody.ShouldContain("Total: £27.67");
        mail.TextBody.ShouldContain("http://shop.test/api/v1/orders/by-number/LC-100234?email=");
        mail.HtmlBody.ShouldNotBeNull().ShouldContain("LC-100234");
        await HasStateAsync(owlery, DeliveryState.Sent);
        (await owlery.QueryAsync(db => db.Notifications.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_comes_again_after_its_inbox_row_is_gone_changes_nothing()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson();
        var order = owlery.Neighbours.AddOrder(luna);
        var messageId = Guid.CreateVersion7();

        for (var delivery = 0; delivery < 3; delivery++)
        {
            await owlery.DeliverAsync(new OrderConfirmedV1(order.OrderId, order.Number, luna.UserId, order.Total, []), messageId);
        }

        await HasStateAsync(owlery, DeliveryState.Sent);
        MailFiles.Names(owlery.MailFolder).Count.ShouldBe(1);
        (await owlery.QueryAsync(db => db.Deliveries.CountAsync())).ShouldBe(1);
        (await owlery.QueryAsync(db => db.Notifications.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Two_deliveries_of_one_event_at_the_same_time_leave_one_mail()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson();
        var messageId = Guid.CreateVersion7();

        var deliveries = Enumerable.Range(0, 8).Select(_ => owlery.DeliverAsync(new UserRegisteredV1(luna.UserId), messageId)).ToArray();
        await Task.WhenAll(deliveries.Select(d => d.ContinueWith(_ => { }, TaskScheduler.Default)));

        deliveries.ShouldContain(d => d.IsCompletedSuccessfully);
        await HasStateAsync(owlery, DeliveryState.Sent);
        (await owlery.QueryAsync(db => db.Deliveries.CountAsync())).ShouldBe(1);
        MailFiles.Names(owlery.MailFolder).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_guest_gets_the_mail_at_the_address_of_the_order_and_no_notification()
    {
        await using var owlery = await Owlery.StartAsync();
        var order = owlery.Neighbours.AddOrder(null);

        await owlery.DeliverAsync(new OrderConfirmedV1(order.OrderId, order.Number, null, order.Total, []));

        using var mail = (await MailFiles.ReadAsync(owlery.MailFolder, 1))[0];
        mail.To.Mailboxes.Single().Address.ShouldBe("guest@example.test");
        mail.TextBody.ShouldNotBeNull().ShouldStartWith("Dear A. Guest,");
        (await owlery.QueryAsync(db => db.Notifications.AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_waited_for_a_product_is_told_once_by_mail_and_inbox()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson();
        var messageId = Guid.CreateVersion7();
        for (var delivery = 0; delivery < 2; delivery++)
        {
            await owlery.DeliverAsync(
                new BackInStockV1(
                    Guid.CreateVersion7(),
                    luna.UserId,
                    Guid.CreateVersion7(),
                    Guid.CreateVersion7(),
                    "BB-1",
                    "butterbeer",
                    "Butterbeer"
                ),
                messageId
            );
        }

        using var mail = (await MailFiles.ReadAsync(owlery.MailFolder, 1))[0];
        mail.Subject.ShouldBe("Butterbeer is back");
        mail.To.Mailboxes.Single().Address.ShouldBe(luna.Email);
        mail.TextBody.ShouldNotBeNull().ShouldContain("/api/v1/catalog/products/butterbeer");
        var told = await owlery.QueryAsync(db => db.Notifications.SingleAsync());
        (told.Kind, told.Title, told.UserId).ShouldBe(("back_in_stock", "Butterbeer is back", luna.UserId));
    }

    [Fact]
    public async Task What_happens_to_a_return_is_told_with_the_number_of_its_order()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson();
        var order = owlery.Neighbours.AddOrder(luna);
        var (id, back) = (order.OrderId, Guid.CreateVersion7());
        ReturnedUnits[] units = [new(Guid.CreateVersion7(), 2)];
        await owlery.DeliverAsync(new ReturnRequestedV1(id, order.Number, back, luna.UserId, units));
        await owlery.DeliverAsync(new ReturnReceivedV1(id, order.Number, back, luna.UserId, true, units));
        await owlery.DeliverAsync(new ReturnRejectedV1(id, order.Number, back, luna.UserId));
        await owlery.DeliverAsync(new OrderItemsReducedV1(id, order.Number, luna.UserId, units));

        var mails = await MailFiles.ReadAsync(owlery.MailFolder, 4);
        mails.ShouldAllBe(m => m.Subject!.Contains(order.Number) && m.TextBody!.Contains(order.Number));
        mails.Count(m => m.TextBody!.Contains("2 items")).ShouldBe(3);
        var titles = await owlery.QueryAsync(db => db.Notifications.Select(n => n.Title).ToListAsync());
        titles.Distinct().Count().ShouldBe(4);
        titles.ShouldAllBe(t => t.Contains(order.Number));
    }

    [Fact]
    public async Task Every_event_of_an_account_has_its_mail()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson();

        await owlery.DeliverAsync(new UserRegisteredV1(luna.UserId));
        await owlery.DeliverAsync(new RegistrationAttemptedV1(luna.UserId));
        await owlery.DeliverAsync(new EmailConfirmationRequestedV1(luna.UserId));
        await owlery.DeliverAsync(new PasswordResetRequestedV1(luna.UserId));

        var mails = await MailFiles.ReadAsync(owlery.MailFolder, 4);
        mails
            .Select(m => m.Subject)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["Confirm your address", "Set a new password", "Welcome to The Leaky Cauldron", "You already have an account"]);
        mails.Single(m => m.Subject == "Set a new password").TextBody.ShouldNotBeNull().ShouldContain("token%2Bof%2FResetPassword%3D%3D");
        mails.Single(m => m.Subject == "Set a new password").TextBody.ShouldNotBeNull().ShouldContain("\ntoken+of/ResetPassword==");
        mails.Select(m => m.MessageId).Distinct(StringComparer.Ordinal).Count().ShouldBe(4);
    }

    [Fact]
    public async Task Dates_and_parcels_are_told_in_the_readers_locale()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson(locale: "en-US");
        var order = owlery.Neighbours.AddOrder(luna, "Nimbus <2000>");

        await owlery.DeliverAsync(new OrderShippedV1(order.OrderId, order.Number, luna.UserId, "Owl Post", "OWL-7", false));
        await owlery.DeliverAsync(new OrderDeliveredV1(order.OrderId, order.Number, luna.UserId, []));
        await owlery.DeliverAsync(new OrderRefundedV1(order.OrderId, order.Number, luna.UserId, new Money(500, "XGL"), false));

        var mails = await MailFiles.ReadAsync(owlery.MailFolder, 3);
        var shipped = mails.Single(m => m.Subject == "Part of order LC-100234 is on its way");
        shipped.TextBody.ShouldNotBeNull().ShouldContain("Tracking number: OWL-7");
        shipped.HtmlBody.ShouldNotBeNull().ShouldContain("Nimbus &lt;2000&gt;");
        mails.Single(m => m.Subject == "Order LC-100234 delivered").TextBody.ShouldNotBeNull().ShouldContain("Monday, March 9, 2026");
        mails.Single(m => m.Subject == "Refund for order LC-100234").TextBody.ShouldNotBeNull().ShouldContain("1G 0S 7K of your order");
    }

    [Fact]
    public async Task An_erased_person_gets_nothing_and_nobody_keeps_trying()
    {
        await using var owlery = await Owlery.StartAsync();

        await owlery.DeliverAsync(new UserRegisteredV1(Guid.CreateVersion7()));

        await HasStateAsync(owlery, DeliveryState.Skipped);
        MailFiles.Names(owlery.MailFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_module_that_does_not_answer_only_delays_the_mail()
    {
        await using var owlery = await Owlery.StartAsync();
        var luna = owlery.Neighbours.AddPerson();
        owlery.Neighbours.Outage = Error.Unavailable("module_unavailable", "Away.");

        await owlery.DeliverAsync(new UserRegisteredV1(luna.UserId));
        await Eventually.Async(async () => (await owlery.QueryAsync(db => db.Deliveries.SingleAsync())).Attempts >= 2, "a second attempt");
        owlery.Neighbours.Outage = null;

        using var mail = (await MailFiles.ReadAsync(owlery.MailFolder, 1))[0];
        mail.Subject.ShouldBe("Welcome to The Leaky Cauldron");
    }

    [Fact]
    public async Task An_address_that_is_none_is_a_dead_letter_and_harms_no_other_mail()
    {
        await using var owlery = await Owlery.StartAsync();
        var eve = owlery.Neighbours.AddPerson(email: "eve@example.test\r\nBcc: all@example.test");
        var luna = owlery.Neighbours.AddPerson();

        await owlery.DeliverAsync(new UserRegisteredV1(eve.UserId));
        await owlery.DeliverAsync(new UserRegisteredV1(luna.UserId));

        using var mail = (await MailFiles.ReadAsync(owlery.MailFolder, 1))[0];
        mail.To.Mailboxes.Single().Address.ShouldBe(luna.Email);
        await Eventually.Async(
            async () => (await owlery.QueryAsync(db => db.Deliveries.SingleAsync(d => d.UserId == eve.UserId))).State == DeliveryState.Dead,
            "the other to be dead"
        );
    }

    [Fact]
    public async Task Two_hosts_share_the_work_without_sending_twice()
    {
        await using var database = await Owlery.CreateDatabaseAsync();
        await using var server = new SmtpServer(FreePort.Next());
        await using var one = await Owlery.StartAsync(server.Settings, database);
        await using var two = await Owlery.StartAsync(server.Settings, database);
        var people = Enumerable.Range(0, 40).Select(_ => one.Neighbours.AddPerson()).ToList();
        people.ForEach(p => two.Neighbours.Contacts[p.UserId] = p);

        await Task.WhenAll(people.Select((p, i) => (i % 2 == 0 ? one : two).DeliverAsync(new UserRegisteredV1(p.UserId))));

        await Eventually.Async(
            async () => await one.QueryAsync(db => db.Deliveries.CountAsync(d => d.State == DeliveryState.Sent)) == 40,
            "all mails sent"
        );
        server
            .Accepted.Select(m => m.To.Mailboxes.Single().Address)
            .Order(StringComparer.Ordinal)
            .ShouldBe(people.Select(p => p.Email).Order(StringComparer.Ordinal));
    }

    private static Task HasStateAsync(Owlery owlery, DeliveryState state) =>
        Eventually.Async(async () => (await owlery.QueryAsync(db => db.Deliveries.SingleAsync())).State == state, $"the delivery to be {state}");
}
