namespace LeakyCauldron.Cart.Domain;

/// <summary>What could not be taken over as it was when two carts were joined.</summary>
/// <param name="Code"><c>quantity_capped</c>, <c>price_unavailable</c> or <c>cart_full</c>.</param>
/// <param name="LineId">The line in the joined cart; null if it was left out.</param>
/// <param name="Sku">Which item.</param>
/// <param name="Requested">Quantity of both carts together.</param>
/// <param name="Quantity">Quantity now; 0 if left out.</param>
internal sealed record LineAdjustment(string Code, Guid? LineId, string Sku, int Requested, int Quantity);

internal static class CartMerge
{
    public static List<LineAdjustment> Into(
        List<CartLine> lines,
        string currency,
        ShoppingCart guest,
        IReadOnlyDictionary<Guid, VariantSnapshot> variants
    )
    {
        var adjustments = new List<LineAdjustment>();
        foreach (var theirs in guest.Lines)
        {
            var variant = variants.GetValueOrDefault(theirs.VariantId);
            var mine = lines.Find(l => l.VariantId == theirs.VariantId);
            var requested = theirs.Quantity + (mine?.Quantity ?? 0);
            if (currency != guest.Currency && variant?.Price is null)
            {
                adjustments.Add(new("price_unavailable", null, theirs.Sku, requested, 0));
            }
            else if (mine is null && lines.Count >= ShoppingCart.MaxLines)
            {
                adjustments.Add(new("cart_full", null, theirs.Sku, requested, 0));
            }
            else
            {
                var line = Take(lines, mine, theirs, currency == guest.Currency ? null : variant, Cap(requested, variant));
                if (line.Quantity < requested)
                {
                    adjustments.Add(new("quantity_capped", line.Id, line.Sku, requested, line.Quantity));
                }
            }
        }

        return adjustments;
    }

    /// <param name="repriced">Given if the price that the guest saw was in another currency.</param>
    private static CartLine Take(List<CartLine> lines, CartLine? mine, CartLine theirs, VariantSnapshot? repriced, int quantity)
    {
        if (mine is null)
        {
            mine = repriced is null ? CartLine.CopyOf(theirs, quantity) : CartLine.Of(repriced, quantity);
            lines.Add(mine);
        }
        else
        {
            mine.SetQuantity(quantity);
        }

        return mine;
    }

    /// <summary>A line never vanishes for want of stock: one unit stays, and reading the cart warns of it.</summary>
    private static int Cap(int requested, VariantSnapshot? variant) =>
        Math.Clamp(variant?.Available ?? ShoppingCart.MaxQuantity, 1, Math.Min(requested, ShoppingCart.MaxQuantity));
}
