using CsCheck;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Orders.Domain;

namespace LeakyCauldron.Orders.Tests.Domain;

public sealed class OrderStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>State by state: what a shopper and what staff may ask for, and where it may go.</summary>
    [Theory]
    [InlineData("pending_payment", "cancel", "cancel", "confirmed cancelled payment_failed expired")]
    [InlineData(
        "confirmed",
        "cancel reorder invoice",
        "cancel process ship refund invoice edit",
        "processing partially_shipped shipped cancelled partially_refunded refunded"
    )]
    [InlineData(
        "processing",
        "reorder invoice",
        "cancel ship refund invoice edit",
        "partially_shipped shipped cancelled partially_refunded refunded"
    )]
    [InlineData("partially_shipped", "reorder invoice", "ship deliver refund invoice", "shipped delivered partially_refunded refunded")]
    [InlineData("shipped", "return reorder invoice", "deliver refund invoice", "delivered partially_refunded refunded")]
    [InlineData("delivered", "return reorder invoice", "refund invoice", "partially_refunded refunded")]
    [InlineData(
        "partially_refunded",
        "return reorder invoice",
        "cancel ship deliver refund invoice edit",
        "partially_shipped shipped delivered cancelled refunded"
    )]
    [InlineData("cancelled", "reorder", "", "")]
    [InlineData("refunded", "reorder invoice", "invoice", "")]
    [InlineData("payment_failed", "reorder", "", "")]
    [InlineData("expired", "reorder", "", "")]
    public void The_matrix_of_states_is_as_agreed(string state, string shopper, string staff, string next)
    {
        var status = Enum.GetValues<OrderStatus>().Single(s => OrderErrors.Name(s) == state);
        OrderStates.Actions(status, OrderActor.Shopper).Select(OrderErrors.Name).ShouldBe(Words(shopper));
        OrderStates.Actions(status, OrderActor.Staff).Select(OrderErrors.Name).ShouldBe(Words(staff));
        OrderStates.Actions(status, OrderActor.System).ShouldBeEmpty();
        Enum.GetValues<OrderStatus>().Where(to => OrderStates.CanMove(status, to)).Select(OrderErrors.Name).ShouldBe(Words(next), ignoreOrder: true);
    }

    /// <summary>
    /// Whatever is asked in whatever order: it succeeds exactly when it was listed as allowed, a refusal changes nothing, quantities and money stay within what was bought and
    /// paid, each change moves the version, and each event tells of a change.
    /// </summary>
    [Fact]
    public void An_order_does_what_it_allows_and_nothing_else() =>
        Gen.Select(Gen.Enum<OrderAction>(), Gen.Enum<OrderActor>(), Gen.Int[0, 2], Gen.Int[1, 4], Gen.Long[1, 4_000])
            .List[1, 25]
            .Sample(steps =>
            {
                var order = Confirmed();
                foreach (var (action, actor, line, quantity, amount) in steps)
                {
                    var allowed = order.AllowedActions(actor);
                    var before = (order.Status, order.Version, order.Timeline.Count, order.Raised.Count);
                    var refusal = Do(order, action, actor, new ShippedItem(order.Lines[line].Id, quantity), amount);
                    if (refusal is null)
                    {
                        allowed.ShouldContain(action);
                        order.Version.ShouldBeGreaterThan(before.Version);
                    }
                    else
                    {
                        (order.Status, order.Version, order.Timeline.Count, order.Raised.Count).ShouldBe(before);
                    }

                    Holds(order);
                }
            });

    [Fact]
    public void Parts_of_a_line_add_up_to_the_whole() =>
        Gen.Select(Gen.Int[1, 50], Gen.Long[0, 100_000], Gen.Long[0, 5_000])
            .Sample(
                (quantity, price, tax) =>
                {
                    var line = new OrderLine
                    {
                        Quantity = quantity,
                        LineTotal = price,
                        Discount = price / 3,
                        Tax = tax,
                    };
                    Enumerable.Range(0, quantity).Sum(i => line.PaidFor(i + 1, false) - line.PaidFor(i, false)).ShouldBe(price - (price / 3) + tax);
                }
            );

    [Fact]
    public void Numbers_tell_nothing_and_are_easy_to_read()
    {
        var numbers = Enumerable.Range(0, 5_000).Select(_ => OrderNumber.Next()).ToArray();
        numbers.Distinct().Count().ShouldBe(numbers.Length);
        numbers.ShouldAllBe(n => n.Length == 11 && n.StartsWith("LC-") && !n.Substring(3).Any(c => "01ILOU".Contains(c)));
        OrderNumber.Normalize($" {numbers[0].ToLowerInvariant()} ").ShouldBe(numbers[0]);
    }

    private static Error? Do(Order order, OrderAction action, OrderActor actor, ShippedItem item, long amount)
    {
        switch (action)
        {
            case OrderAction.Cancel:
                return order.Cancel("changed my mind", actor, Now);
            case OrderAction.Process:
                return actor == OrderActor.Staff ? order.StartProcessing(Now) : OrderErrors.NotFound;
            case OrderAction.Ship:
                return actor == OrderActor.Staff ? order.Ship(amount % 3 == 0 ? null : [item], "Owl Post", "OP-1", Now) : OrderErrors.NotFound;
            case OrderAction.Deliver:
                return actor == OrderActor.Staff ? order.Deliver(Now) : OrderErrors.NotFound;
            case OrderAction.Reorder or OrderAction.Invoice:
                return OrderErrors.NotFound; // They read.
            case OrderAction.Edit:
                if (actor != OrderActor.Staff)
                {
                    return OrderErrors.NotFound;
                }

                var difference = order.Reduce([item with { Quantity = item.Quantity - 1 }], new(0, "GBP"), Now);
                if (difference.Error is null && difference.Value.Amount > 0)
                {
                    order.RecordRefund(new(order.Payment.Refunded + difference.Value.Amount, "GBP"), Now);
                }

                return difference.Error ?? (difference.Value.Amount == 0 ? OrderErrors.NotFound : null);
            case OrderAction.Return:
                return Return(order, actor, item, amount);
            default:
                if (actor != OrderActor.Staff)
                {
                    return OrderErrors.NotFound;
                }

                var refund = order.PlanRefund(amount % 2 == 0 ? null : new(amount, "GBP"), amount % 3 == 0 ? null : [item], new(0, "GBP"));
                if (refund.Error is null)
                {
                    order.RecordRefund(new(order.Payment.Refunded + refund.Value.Amount, "GBP"), Now);
                }

                return refund.Error;
        }
    }

    /// <summary>Asks for it, and by the amount staff take all, take one, say no, or leave it.</summary>
    private static Error? Return(Order order, OrderActor actor, ShippedItem item, long amount)
    {
        if (order.RequestReturn([new(item.ItemId, item.Quantity, "cursed", 0)], actor, Now) is { } refusal)
        {
            return refusal;
        }

        var id = order.Returns[^1].Id;
        if (amount % 4 < 2)
        {
            var refund = order.ReceiveReturn(id, amount % 4 == 0 ? null : [item with { Quantity = 1 }], true, new(0, "GBP"), Now).Value!;
            order.RecordRefund(new(order.Payment.Refunded + refund.Amount.Amount, "GBP"), Now);
        }
        else if (amount % 4 == 2)
        {
            order.RejectReturn(id, null, Now).ShouldBeNull();
        }

        return null;
    }

    private static void Holds(Order order)
    {
        order.Lines.ShouldAllBe(l =>
            l.Shipped <= l.Quantity
            && l.Removed <= l.Refunded
            && l.Shipped + l.Removed <= l.Quantity
            && l.Refunded <= l.Quantity
            && l.Shipped >= 0
            && l.Unshipped >= 0
        );
        order.Lines.ShouldAllBe(l => order.Shipments.SelectMany(s => s.Items).Where(i => i.ItemId == l.Id).Sum(i => i.Quantity) == l.Shipped);
        order.Lines.ShouldAllBe(l => order.Returnable(l) >= 0 && order.Returnable(l) <= l.Shipped);
        order.Payment.Refunded.ShouldBeInRange(0, order.Payment.Captured);
        order.Timeline[^1].Status.ShouldBe(order.Status);
        (order.Status == OrderStatus.Shipped).ShouldBe(order.Status == OrderStatus.Shipped && order.Lines.All(l => l.Unshipped == 0));
    }

    private static Order Confirmed()
    {
        Money Gbp(long amount) => new(amount, "GBP");
        var id = Guid.CreateVersion7();
        var order = Order.Place(
            new(id, Guid.CreateVersion7(), null, "luna@hogwarts.test", Guid.CreateVersion7(), "gringotts")
            {
                Lines =
                [
                    .. Enumerable
                        .Range(0, 3)
                        .Select(i => new OrderLine
                        {
                            Id = Guid.CreateVersion7(),
                            OrderId = id,
                            Position = i,
                            Quantity = i + 1,
                            LineTotal = 1_000,
                            RequiresShipping = true,
                        }),
                ],
                Subtotal = Gbp(3_000),
                Discount = Gbp(0),
                ShippingPrice = Gbp(395),
                Tax = Gbp(0),
                TaxIncluded = true,
                Total = Gbp(3_395),
            },
            Now
        );
        order.Confirm(order.Payment with { Status = "captured", Captured = 3_395 }, Now);
        return order;
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
