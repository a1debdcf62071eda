using System.Net;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Invoices;
using LeakyCauldron.Orders.Tests.Harness;
using UglyToad.PdfPig;

namespace LeakyCauldron.Orders.Tests;

public sealed class InvoiceTests
{
    [Fact]
    public async Task A_paid_order_has_an_invoice_with_its_frozen_sums()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await OrderLifeTests.PlacedAsync(shop, quantity: 3);
        using var answer = await client.GetAsync($"orders/{order["id"]}/invoice.pdf");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe($"{order["number"]}.pdf");
        var text = Read(await answer.Content.ReadAsByteArrayAsync());
        foreach (var part in new[] { $"Invoice {order["number"]}", "Neville Longbottom", "7 Greenhouse Lane", "Remembrall", "£12.50" })
        {
            text.ShouldContain(part);
        }

        text.ShouldMatch(@"Subtotal\s*£37\.50");
        text.ShouldMatch(@"Shipping\s*£3\.95");
        text.ShouldMatch(@"Total\s*£41\.45");

        // A refund later changes nothing of what was bought.
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        (await Shop.PostAsync(staff, $"orders/{order["id"]}/refunds", new { reason = "all of it" }, "r1")).Status.ShouldBe(201);
        Read(await staff.GetByteArrayAsync($"orders/{order["id"]}/invoice.pdf")).ShouldBe(text);
    }

    [Fact]
    public async Task An_unchanged_invoice_is_not_sent_again()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await OrderLifeTests.PlacedAsync(shop);
        using var first = await client.GetAsync($"orders/{order["id"]}/invoice.pdf");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"orders/{order["id"]}/invoice.pdf");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag.ShouldNotBeNull());
        using var again = await client.SendAsync(request);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Nobody_gets_an_invoice_of_what_is_not_paid_or_not_theirs()
    {
        await using var shop = await Shop.StartAsync();
        var (waiting, order, _) = await OrderLifeTests.PlacedAsync(shop, "tok_requires_action");
        (await Shop.GetAsync(waiting, $"orders/{order["id"]}/invoice.pdf")).Code.ShouldBe("order_state_conflict");
        var (cash, onDelivery, _) = await OrderLifeTests.PlacedAsync(shop, "cash");
        onDelivery.Body.GetProperty("allowedActions").EnumerateArray().ShouldNotContain(a => a.GetString() == "invoice");
        (await Shop.GetAsync(cash, $"orders/{onDelivery["id"]}/invoice.pdf")).Code.ShouldBe("order_state_conflict");
        var (_, paid, _) = await OrderLifeTests.PlacedAsync(shop);
        var path = $"orders/{paid["id"]}/invoice.pdf";
        (await Shop.GetAsync(cash, path)).Code.ShouldBe("order_not_found");
        (await Shop.GetAsync(shop.App.Anonymous(), path)).Status.ShouldBe(401);
    }

    [Fact]
    public void A_long_order_takes_several_sheets_and_odd_text_does_no_harm()
    {
        var id = Guid.CreateVersion7();
        Money Knuts(long amount) => new(amount, "XGL");
        var order = Order.Place(
            new(id, Guid.CreateVersion7(), null, "luna@hogwarts.test", Guid.CreateVersion7(), "gringotts")
            {
                Lines =
                [
                    .. Enumerable
                        .Range(0, 200)
                        .Select(i => new OrderLine
                        {
                            Id = Guid.CreateVersion7(),
                            OrderId = id,
                            Position = i,
                            Title = i % 2 == 0 ? $"Thing {i}" : $"Żółw Ελλη Ёлка 杖 🧙\n{new string('x', 400)}",
                            Quantity = 1,
                            UnitPrice = 1_500,
                            LineTotal = 1_500,
                        }),
                ],
                Subtotal = Knuts(300_000),
                Discount = Knuts(493),
                ShippingPrice = Knuts(29),
                Tax = Knuts(1),
                TaxIncluded = false,
                Total = Knuts(299_537),
            },
            new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero)
        );
        var pdf = Invoice.Of(order);
        using var document = PdfDocument.Open(pdf);
        document.NumberOfPages.ShouldBeInRange(4, 8);
        pdf.Length.ShouldBeLessThan(200_000);
        var text = Read(pdf);
        Enumerable.Range(0, 100).ShouldAllBe(i => text.Contains($"Thing {2 * i}", StringComparison.Ordinal));
        text.ShouldMatch($@"Total\s*{Knuts(299_537).Formatted}");
        text.ShouldMatch($@"Discount\s*-{Knuts(493).Formatted}");
        text.ShouldContain("1 May 2026");
        Parallel.For(0, 16, _ => Read(Invoice.Of(order)).ShouldBe(text));
    }

    private static string Read(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Join('\n', document.GetPages().Select(p => p.Text));
    }
}
