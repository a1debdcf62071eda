namespace LeakyCauldron.Orders.Domain;

/// <summary>What staff change of an order before it is sent, and whose it becomes.</summary>
internal sealed partial class Order
{
    public const int MostNotes = 100;

    /// <summary>Takes units off. What was bought stays written down; what is taken off counts as given back, so it is neither sent nor refunded again.</summary>
    /// <param name="wanted">What is to stay of each named line; lines that are not named stay as they are.</param>
    /// <param name="onItsWay">Refunds that are asked for but not yet done.</param>
    /// <returns>The difference.</returns>
    public Result<Money> Reduce(IReadOnlyList<ShippedItem> wanted, Money onItsWay, DateTimeOffset now)
    {
        if (Refuse(OrderAction.Edit, OrderActor.Staff) is { } refusal)
        {
            return refusal;
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            var line = _lines.Find(l => l.Id == wanted[i].ItemId);
            if (line is null || wanted[i].Quantity > line.Quantity - line.Refunded)
            {
                return line is null ? OrderErrors.UnknownItem(i) : OrderErrors.EditNeedsPayment(line.Id, line.Quantity - line.Refunded);
            }
        }

        var off = wanted
            .Select(w => (Line: _lines.Find(l => l.Id == w.ItemId)!, w.Quantity))
            .Select(w => new ShippedItem(w.Line.Id, w.Line.Quantity - w.Line.Refunded - w.Quantity))
            .Where(o => o.Quantity > 0)
            .ToArray();
        if (off.Sum(o => o.Quantity) == _lines.Sum(l => l.Quantity - l.Refunded))
        {
            return OrderErrors.NothingLeft;
        }

        return off.Length == 0 ? Money.Zero(Currency) : TakeOff(off, onItsWay, now);
    }

    /// <summary>Read by staff only.</summary>
    public Error? AddNote(string text, DateTimeOffset now)
    {
        if (_timeline.Count(t => t.StaffOnly) >= MostNotes)
        {
            return OrderErrors.TooManyNotes;
        }

        Tell(now, text, OrderActor.Staff, staffOnly: true);
        return null;
    }

    /// <summary>A guest's order becomes a person's.</summary>
    public void BelongTo(Guid userId, DateTimeOffset now)
    {
        if (UserId is not null)
        {
            throw new InvalidOperationException($"Order {Id} is somebody's.");
        }

        UserId = userId;
        Tell(now, "The order was added to your account.", OrderActor.Shopper);
        Raise(new OrderClaimed());
    }

    private Money TakeOff(ShippedItem[] off, Money onItsWay, DateTimeOffset now)
    {
        var difference = WorthOf(off, Refundable - onItsWay.Amount).Amount;
        foreach (var item in off)
        {
            _lines.Find(l => l.Id == item.ItemId)!.Remove(item.Quantity);
        }

        var count = off.Sum(o => o.Quantity);
        Tell(now, $"{Units(count)} {(count == 1 ? "was" : "were")} taken off the order.", OrderActor.Staff);
        Raise(new OrderItemsReduced(off));
        return difference;
    }
}
