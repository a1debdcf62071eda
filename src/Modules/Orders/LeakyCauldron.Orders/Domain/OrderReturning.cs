namespace LeakyCauldron.Orders.Domain;

/// <summary>The order and what comes back of it.</summary>
internal sealed partial class Order
{
    /// <summary>So that an order stays readable; nobody sends more parcels back.</summary>
    public const int MostReturns = 20;

    /// <summary>Units that were sent and neither came back nor are asked for.</summary>
    public int Returnable(OrderLine line) => line.Shipped - _returns.Sum(r => r.Claims(line.Id));

    public Error? RequestReturn(IReadOnlyList<ReturnedItem> items, OrderActor actor, DateTimeOffset now)
    {
        if (Refuse(OrderAction.Return, actor) is { } refusal)
        {
            return refusal;
        }

        for (var i = 0; i < items.Count; i++)
        {
            var line = _lines.Find(l => l.Id == items[i].ItemId);
            if (line is null || items[i].Quantity > Returnable(line))
            {
                return line is null ? OrderErrors.UnknownItem(i) : OrderErrors.ReturnQuantityInvalid(line.Id, Returnable(line));
            }
        }

        var asked = OrderReturn.Request(Id, items, now);
        _returns.Add(asked);
        Tell(now, $"A return of {Units(items.Sum(i => i.Quantity))} was asked for.", actor);
        Raise(new OrderReturnRequested(asked.Id, [.. items.Select(i => new ShippedItem(i.ItemId, i.Quantity))]));
        return null;
    }

    /// <summary>Decides what the parcel is worth and marks its units as given back.</summary>
    /// <param name="accepted">Null for all that was asked for.</param>
    /// <param name="onItsWay">Refunds that are asked for but not yet done.</param>
    public Result<ReturnRefund> ReceiveReturn(Guid id, IReadOnlyList<ShippedItem>? accepted, bool restock, Money onItsWay, DateTimeOffset now)
    {
        var back = _returns.Single(r => r.Id == id);
        if (back.Status != ReturnStatus.Requested)
        {
            return OrderErrors.ReturnClosed(back.Status);
        }

        accepted = accepted is null ? [.. back.Items.Select(i => new ShippedItem(i.ItemId, i.Quantity))] : Merge(accepted);
        for (var i = 0; i < accepted.Count; i++)
        {
            var asked = back.Items.FirstOrDefault(r => r.ItemId == accepted[i].ItemId);
            if (asked is null || accepted[i].Quantity > asked.Quantity)
            {
                return asked is null ? OrderErrors.UnknownItem(i) : OrderErrors.ReturnQuantityInvalid(asked.ItemId, asked.Quantity);
            }
        }

        var refund = WorthOf(accepted, Refundable - onItsWay.Amount);
        back.Receive(accepted, restock, refund.Amount.Amount, now);
        refund.Items.ForEach(i => _lines.Find(l => l.Id == i.ItemId)!.Refund(i.Quantity));
        Tell(now, $"{Units(accepted.Sum(i => i.Quantity))} came back.", OrderActor.Staff);
        Raise(new OrderReturnReceived(id, restock, accepted));
        return refund;
    }

    public Error? RejectReturn(Guid id, string? note, DateTimeOffset now)
    {
        var back = _returns.Single(r => r.Id == id);
        if (back.Status != ReturnStatus.Requested)
        {
            return OrderErrors.ReturnClosed(back.Status);
        }

        back.Reject(note, now);
        Tell(now, note is null ? "The return was rejected." : $"The return was rejected: {note}", OrderActor.Staff);
        Raise(new OrderReturnRejected(id));
        return null;
    }

    /// <summary>What the units cost, apart from those whose money went back before they did, and never more than is left of what was taken.</summary>
    private ReturnRefund WorthOf(IReadOnlyList<ShippedItem> accepted, long left)
    {
        var worth = 0L;
        var paid = new List<ShippedItem>();
        foreach (var item in accepted)
        {
            var line = _lines.Find(l => l.Id == item.ItemId)!;
            if (Math.Min(item.Quantity, line.Quantity - line.Refunded) is > 0 and var units)
            {
                worth += line.PaidFor(line.Refunded + units, TaxIncluded) - line.PaidFor(line.Refunded, TaxIncluded);
                paid.Add(new(line.Id, units));
            }
        }

        var amount = Math.Max(0, Math.Min(worth, left));
        return new(new(amount, Currency), amount > 0 ? paid : []);
    }

    private static string Units(int count) => count == 1 ? "1 item" : $"{count} items";
}

/// <param name="Items">Units whose money it is.</param>
internal sealed record ReturnRefund(Money Amount, List<ShippedItem> Items);
