namespace LeakyCauldron.Orders.Domain;

/// <summary>What people may ask of an order.</summary>
internal sealed partial class Order
{
    /// <summary>What the state allows this role, less what the facts rule out.</summary>
    public IReadOnlyList<OrderAction> AllowedActions(OrderActor actor) => [.. OrderStates.Actions(Status, actor).Where(IsPossible)];

    public Error? Refuse(OrderAction action, OrderActor actor) =>
        AllowedActions(actor).Contains(action) ? null : OrderErrors.NotAllowed(Status, action);

    public Error? Cancel(string reason, OrderActor actor, DateTimeOffset now)
    {
        if (Refuse(OrderAction.Cancel, actor) is { } refusal)
        {
            return refusal;
        }

        MoveTo(OrderStatus.Cancelled);
        Tell(now, $"Cancelled: {reason}", actor);
        Raise(new OrderCancelled(reason));
        return null;
    }

    public Error? StartProcessing(DateTimeOffset now)
    {
        if (Refuse(OrderAction.Process, OrderActor.Staff) is { } refusal)
        {
            return refusal;
        }

        MoveTo(OrderStatus.Processing);
        Tell(now, "Your order is being prepared.", OrderActor.Staff);
        return null;
    }

    /// <param name="items">Null for everything that is left.</param>
    public Error? Ship(IReadOnlyList<ShippedItem>? items, string carrier, string trackingNumber, DateTimeOffset now)
    {
        if (Refuse(OrderAction.Ship, OrderActor.Staff) is { } refusal)
        {
            return refusal;
        }

        items = items is { Count: > 0 } ? Merge(items) : [.. _lines.Where(l => l.Unshipped > 0).Select(l => new ShippedItem(l.Id, l.Unshipped))];
        for (var i = 0; i < items.Count; i++)
        {
            var line = _lines.Find(l => l.Id == items[i].ItemId);
            if (line is null || items[i].Quantity > line.Unshipped)
            {
                return line is null ? OrderErrors.UnknownItem(i) : OrderErrors.TooMany(i, line.Unshipped);
            }
        }

        foreach (var item in items)
        {
            _lines.Find(l => l.Id == item.ItemId)!.Ship(item.Quantity);
        }

        _shipments.Add(
            new()
            {
                Id = Guid.CreateVersion7(),
                OrderId = Id,
                Carrier = carrier,
                TrackingNumber = trackingNumber,
                Items = items,
                ShippedAt = now,
            }
        );
        var complete = _lines.TrueForAll(l => l.Unshipped == 0);
        MoveTo(complete ? OrderStatus.Shipped : OrderStatus.PartiallyShipped);
        Tell(now, $"{(complete ? "Shipped" : "Partly shipped")} with {carrier}, {trackingNumber}.", OrderActor.Staff);
        Raise(new OrderShipped(carrier, trackingNumber, complete));
        return null;
    }

    public Error? Deliver(DateTimeOffset now)
    {
        if (Refuse(OrderAction.Deliver, OrderActor.Staff) is { } refusal)
        {
            return refusal;
        }

        _shipments.ForEach(s => s.Deliver(now));
        MoveTo(OrderStatus.Delivered);
        Tell(now, "Delivered.", OrderActor.Staff);
        Raise(new OrderDelivered());
        return null;
    }

    /// <summary>What a refund comes to, and marks its units as given back. Without amount and items it is all that is left.</summary>
    /// <param name="onItsWay">Refunds that are asked for but not yet done.</param>
    public Result<Money> PlanRefund(Money? amount, IReadOnlyList<ShippedItem>? items, Money onItsWay)
    {
        if (Refuse(OrderAction.Refund, OrderActor.Staff) is { } refusal)
        {
            return refusal;
        }

        if (amount is { } asked && asked.Currency != Currency)
        {
            return OrderErrors.CurrencyMismatch(Currency);
        }

        items = items is null ? [] : Merge(items);
        long worth = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var line = _lines.Find(l => l.Id == items[i].ItemId);
            if (line is null || items[i].Quantity > line.Quantity - line.Refunded)
            {
                return line is null ? OrderErrors.UnknownItem(i) : OrderErrors.TooMany(i, line.Quantity - line.Refunded);
            }

            worth += line.PaidFor(line.Refunded + items[i].Quantity, TaxIncluded) - line.PaidFor(line.Refunded, TaxIncluded);
        }

        var left = new Money(Refundable, Currency) - onItsWay;
        var refund = amount ?? (items.Count > 0 ? new Money(worth, Currency) : left);
        if (refund.Amount <= 0 || refund > left)
        {
            return OrderErrors.RefundExceedsCaptured(left);
        }

        foreach (var item in items)
        {
            _lines.Find(l => l.Id == item.ItemId)!.Refund(item.Quantity);
        }

        Version++;
        return refund;
    }

    /// <summary>Payments refused it: its units count as not given back.</summary>
    public void TakeBackRefund(IReadOnlyList<ShippedItem> items, DateTimeOffset now)
    {
        foreach (var item in items)
        {
            _lines.Find(l => l.Id == item.ItemId)?.Refund(-item.Quantity);
        }

        Tell(now, "A refund could not be made.", OrderActor.System);
    }

    private bool IsPossible(OrderAction action) =>
        action switch
        {
            OrderAction.Ship => _lines.Exists(l => l.Unshipped > 0),
            OrderAction.Deliver => _shipments.Exists(s => s.DeliveredAt is null) && _lines.TrueForAll(l => l.Unshipped == 0),
            OrderAction.Refund => Refundable > 0,
            OrderAction.Cancel => _shipments.Count == 0,
            OrderAction.Edit => _shipments.Count == 0 && Refundable > 0,
            OrderAction.Invoice => Payment.Captured > 0 || Total == 0,
            OrderAction.Return => _returns.Count < MostReturns && _lines.Exists(l => Returnable(l) > 0),
            _ => true,
        };

    /// <summary>The same item twice is one, so that its units are counted together.</summary>
    private static ShippedItem[] Merge(IReadOnlyList<ShippedItem> items) =>
        [.. items.GroupBy(i => i.ItemId).Select(g => new ShippedItem(g.Key, g.Sum(i => i.Quantity)))];
}
