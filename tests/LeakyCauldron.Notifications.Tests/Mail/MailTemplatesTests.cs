using System.Globalization;
using CsCheck;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Mail;
using MimeKit;

namespace LeakyCauldron.Notifications.Tests.Mail;

public sealed class MailTemplatesTests
{
    private static readonly MailTemplates Templates = new();
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    [Theory]
    [InlineData(Kinds.OrderConfirmed)]
    [InlineData(Kinds.OrderCancelled)]
    [InlineData(Kinds.OrderShipped)]
    [InlineData(Kinds.OrderDelivered)]
    [InlineData(Kinds.OrderRefunded)]
    public void An_order_mail_carries_number_and_total_in_every_part(string kind)
    {
        var mail = Templates.Render(kind, British, Order("Butterbeer"));

        mail.Subject.ShouldContain("LC-1");
        mail.Text.ShouldContain("LC-1");
        mail.Text.ShouldContain("Total: £27.67");
        mail.Html.ShouldContain("LC-1");
        mail.Html.ShouldContain("£27.67");
        mail.Text.ShouldNotContain("{{");
        mail.Text.ShouldNotContain("\n\n\n");
    }

    [Theory]
    [InlineData(Kinds.OrderReduced, true)]
    [InlineData(Kinds.ReturnRequested, true)]
    [InlineData(Kinds.ReturnReceived, true)]
    [InlineData(Kinds.ReturnRejected, false)]
    public void A_mail_about_a_return_or_a_change_says_of_which_order_and_how_much(string kind, bool withItems)
    {
        var mail = Templates.Render(kind, British, Order("Butterbeer"));

        mail.Subject.ShouldContain("LC-1");
        foreach (var part in new[] { mail.Text, mail.Html })
        {
            part.ShouldContain("LC-1");
            part.Contains("2 items", StringComparison.Ordinal).ShouldBe(withItems);
            part.ShouldNotContain("{{");
        }
    }

    [Theory]
    [InlineData(Kinds.Welcome, true)]
    [InlineData(Kinds.EmailConfirmation, true)]
    [InlineData(Kinds.PasswordReset, true)]
    [InlineData(Kinds.EmailChange, true)]
    [InlineData(Kinds.AccountExists, false)]
    [InlineData(Kinds.EmailChangeNotice, false)]
    public void An_account_mail_greets_and_carries_its_code(string kind, bool withCode)
    {
        var mail = Templates.Render(kind, British, new AccountMail("Shop", "http://shop.test", "Luna", "c0de", "http://shop.test/go?token=c0de"));

        mail.Subject.ShouldNotBeNullOrWhiteSpace();
        mail.Text.ShouldStartWith("Dear Luna,");
        mail.Text.Contains("\nc0de\n", StringComparison.Ordinal).ShouldBe(withCode);
        mail.Html.Contains("href=\"http://shop.test/go?token=c0de\"", StringComparison.Ordinal).ShouldBe(withCode);
    }

    [Fact]
    public void Values_are_escaped_in_html_and_plain_in_text()
    {
        var mail = Templates.Render(Kinds.OrderConfirmed, British, Order("<script>alert('x')</script> & \"Émile\" {{ number }}"));

        mail.Html.ShouldNotContain("<script");
        mail.Html.ShouldContain("&lt;script&gt;");
        mail.Html.ShouldContain("Émile");
        mail.Html.ShouldContain("{{ number }}");
        mail.Text.ShouldContain("<script>alert('x')</script> & \"Émile\" {{ number }}");
    }

    [Fact]
    public void Text_part_reads_well()
    {
        var mail = Templates.Render(Kinds.OrderConfirmed, British, Order("Butterbeer"));

        mail.Text.ReplaceLineEndings("\n")
            .ShouldBe(
                """
                Dear Luna,

                thank you. Your order LC-1 of 9 March 2026 is confirmed.
                We will write again when the owl leaves.

                2 x Butterbeer (Large)
                    BB-1   £24.68

                Subtotal: £24.68
                Discount: -£1.00
                Shipping: £3.99
                Tax (included): £4.61
                Total: £27.67

                It goes to:
                    Luna Lovegood
                    GB

                Your order:
                http://shop.test/o

                -- 
                Shop
                http://shop.test

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public void A_language_without_templates_falls_back_to_English() =>
        Templates.Render(Kinds.OrderDelivered, CultureInfo.GetCultureInfo("ja-JP"), Order("Butterbeer")).Subject.ShouldBe("Order LC-1 delivered");

    /// <summary>Whatever a value holds, the mail has the headers it was given and no others.</summary>
    [Fact]
    public void No_value_adds_a_header() =>
        Gen.Select(Hostile, Hostile)
            .Sample(
                (number, name) =>
                {
                    var content = Templates.Render(Kinds.OrderDelivered, British, Order("Butterbeer") with { Number = number, Name = name });
                    var mail = new OutgoingMail(Guid.CreateVersion7(), "x", default, new MailboxAddress(name, "to@example.test"), content);
                    using var message = mail.ToMessage(new MailboxAddress("Shop", "owls@leaky.test"), default);
                    using var wire = new MemoryStream();
                    message.WriteTo(wire);
                    wire.Position = 0;
                    using var read = MimeMessage.Load(wire);
                    read.Headers.Select(h => h.Field)
                        .Order(StringComparer.Ordinal)
                        .ShouldBe(["Auto-Submitted", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To"]);
                    read.GetRecipients().Select(r => r.Address).ShouldBe(["to@example.test"]);
                    (read.Subject ?? "").ShouldNotContain('\n');
                },
                iter: 300
            );

    private static readonly string[] Fragments =
    [
        "\r\n",
        "\n",
        "\r",
        "\u2028",
        "Bcc: eve@example.test",
        "<eve@example.test>",
        ",",
        "\"",
        "=?utf-8?q?x?=",
        "\0",
        "é",
        "a",
    ];

    private static Gen<string> Hostile { get; } =
        Gen.OneOf(Gen.Int[0, Fragments.Length - 1].Select(i => Fragments[i]), Gen.String[0, 4]).Array[0, 8].Select(string.Concat);

    private static OrderMail Order(string title) =>
        new("Shop", "http://shop.test")
        {
            Name = "Luna",
            Number = "LC-1",
            PlacedOn = "9 March 2026",
            Link = "http://shop.test/o",
            Lines = [new OrderMailLine(2, title, "Large", "BB-1", "£24.68")],
            Subtotal = "£24.68",
            Discount = "£1.00",
            Shipping = "£3.99",
            Tax = "£4.61",
            TaxIncluded = true,
            Total = "£27.67",
            AddressLines = ["Luna Lovegood", "GB"],
            Carrier = "Owl Post",
            TrackingNumber = "OWL-7",
            Complete = true,
            Refunded = "£5.00",
            Items = "2 items",
        };
}
