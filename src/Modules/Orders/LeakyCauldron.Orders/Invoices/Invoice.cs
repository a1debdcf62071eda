using System.Globalization;
using LeakyCauldron.Orders.Domain;
using PdfSharp.Drawing;

namespace LeakyCauldron.Orders.Invoices;

/// <summary>What was bought and what it cost, as it was frozen in the order; nothing is reckoned anew.</summary>
internal static class Invoice
{
    private const double LineHeight = 14;
    private const double QuantityAt = 350;
    private const double PriceAt = 450;

    private static readonly XFont Title = InvoiceFont.Bold(18);
    private static readonly XFont Text = InvoiceFont.Regular(9);
    private static readonly XFont Strong = InvoiceFont.Bold(9);

    public static byte[] Of(Order order)
    {
        using var paper = new InvoicePaper($"Invoice {order.Number}", order.PlacedAt, p => Head(p, order));
        Addresses(paper, order);
        Lines(paper, order);
        Totals(paper, order);
        return paper.ToBytes();
    }

    private static void Head(InvoicePaper paper, Order order)
    {
        paper.Write("The Leaky Cauldron", Title, InvoicePaper.Left, 300);
        paper.WriteRight($"Invoice {order.Number}", Strong, InvoicePaper.Right);
        paper.Down(LineHeight);
        paper.WriteRight(order.PlacedAt.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture), Text, InvoicePaper.Right);
        paper.Down(2 * LineHeight);
    }

    private static void Addresses(InvoicePaper paper, Order order)
    {
        var billing = Rows("Billed to", order.BillingAddress ?? order.ShippingAddress);
        var shipping = Rows("Sent to", order.ShippingAddress);
        for (var i = 0; i < Math.Max(billing.Length, shipping.Length); i++)
        {
            var font = i == 0 ? Strong : Text;
            paper.Write(billing.ElementAtOrDefault(i) ?? "", font, InvoicePaper.Left, 230);
            paper.Write(shipping.ElementAtOrDefault(i) ?? "", font, 300, 245);
            paper.Down(LineHeight);
        }

        paper.Down(LineHeight);
    }

    private static string[] Rows(string heading, Address? address) =>
        address is null
            ? []
            :
            [
                .. new[]
                {
                    heading,
                    address.Name,
                    address.Line1,
                    address.Line2,
                    $"{address.City} {address.PostalCode}",
                    address.Region,
                    address.Country,
                }.OfType<string>(),
            ];

    private static void Lines(InvoicePaper paper, Order order)
    {
        Row(paper, Strong, "Item", "Quantity", "Price", "Amount");
        foreach (var line in order.Lines.OrderBy(l => l.Position))
        {
            var options = line.Options.Count == 0 ? "" : $" ({string.Join(", ", line.Options.Values)})";
            Row(
                paper,
                Text,
                line.Title + options,
                line.Quantity.ToString(CultureInfo.InvariantCulture),
                Money(line.UnitPrice, order),
                Money(line.LineTotal, order)
            );
        }
    }

    private static void Row(InvoicePaper paper, XFont font, string item, string quantity, string price, string amount)
    {
        paper.Down(0, LineHeight);
        paper.Write(item, font, InvoicePaper.Left, 250);
        paper.WriteRight(quantity, font, QuantityAt);
        paper.WriteRight(price, font, PriceAt);
        paper.WriteRight(amount, font, InvoicePaper.Right);
        paper.Down(LineHeight);
    }

    private static void Totals(InvoicePaper paper, Order order)
    {
        paper.Down(0, 7 * LineHeight);
        paper.Rule();
        paper.Down(LineHeight);
        Sum(paper, Text, "Subtotal", Money(order.Subtotal, order));
        if (order.Discount > 0)
        {
            Sum(paper, Text, "Discount", $"-{Money(order.Discount, order)}");
        }

        Sum(paper, Text, "Shipping", Money(order.ShippingPrice, order));
        Sum(paper, Text, order.TaxIncluded ? "Tax, included" : "Tax", Money(order.Tax, order));
        Sum(paper, Strong, "Total", Money(order.Total, order));
    }

    private static void Sum(InvoicePaper paper, XFont font, string what, string amount)
    {
        paper.Write(what, font, 350, 100);
        paper.WriteRight(amount, font, InvoicePaper.Right);
        paper.Down(LineHeight);
    }

    private static string Money(long amount, Order order) => new Money(amount, order.Currency).Formatted;
}
