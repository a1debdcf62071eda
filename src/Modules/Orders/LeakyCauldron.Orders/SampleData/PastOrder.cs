using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Orders.Domain;

namespace LeakyCauldron.Orders.SampleData;

/// <summary>An order of the sample shop that was placed some days before it opened.</summary>
internal sealed record PastOrder(
    string Email,
    int DaysAgo,
    string Status,
    string Currency,
    string ShippingMethod,
    string ShippingMethodName,
    long ShippingPrice,
    Address ShippingAddress,
    IReadOnlyList<PastOrderLine> Lines,
    PastShipment? Shipment,
    string? CancelReason
)
{
    private const int VatBasisPoints = 2_000;

    /// <summary>The same at every start, so that a load that was cut off goes on where it was.</summary>
    public Guid IdOf(string what) => StableId.Of($"{what}|{Email}|{DaysAgo}");

    public bool IsCancelled => Status == "cancelled";

    public OrderDraft Draft(Guid userId, IReadOnlyDictionary<string, VariantSnapshot> sold)
    {
        var orderId = IdOf("order");
        OrderLine[] lines = [.. Lines.Select((l, position) => LineOf(orderId, l, sold[l.Sku], position))];
        var subtotal = lines.Sum(l => l.LineTotal);
        Money Amount(long amount) => new(amount, Currency);
        return new(orderId, IdOf("cart"), userId, Email, IdOf("payment"), "gringotts")
        {
            Lines = lines,
            Subtotal = Amount(subtotal),
            Discount = Amount(0),
            ShippingPrice = Amount(ShippingPrice),
            Tax = Amount(lines.Sum(l => l.Tax) + IncludedTax(ShippingPrice)),
            TaxIncluded = true,
            Total = Amount(subtotal + ShippingPrice),
            ShippingMethod = ShippingMethod,
            ShippingMethodName = ShippingMethodName,
            ShippingAddress = ShippingAddress,
            BillingAddress = ShippingAddress,
        };
    }

    private OrderLine LineOf(Guid orderId, PastOrderLine line, VariantSnapshot variant, int position)
    {
        var total = variant.Price!.Value * line.Quantity;
        return new()
        {
            Id = IdOf($"line {position}"),
            OrderId = orderId,
            Position = position,
            VariantId = variant.VariantId,
            ProductId = variant.ProductId,
            Sku = variant.Sku,
            Title = variant.Title,
            Options = variant.Options,
            Image = variant.Image,
            Quantity = line.Quantity,
            UnitPrice = variant.Price.Value.Amount,
            LineTotal = total.Amount,
            Tax = variant.Taxable ? IncludedTax(total.Amount) : 0,
            RequiresShipping = variant.RequiresShipping,
        };
    }

    /// <summary>Half away from zero, as the cart rounds it.</summary>
    private static long IncludedTax(long gross) => ((gross * VatBasisPoints * 2) + (10_000 + VatBasisPoints)) / (2 * (10_000 + VatBasisPoints));
}

internal sealed record PastOrderLine(string Sku, int Quantity);

internal sealed record PastShipment(string Carrier, string TrackingNumber);
