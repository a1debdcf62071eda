namespace LeakyCauldron.Orders.Domain;

/// <summary>The order and its money.</summary>
internal sealed partial class Order
{
    /// <summary>What may still be given back, apart from what is on its way back.</summary>
    public long Refundable => Payment.Captured - Payment.Refunded;

    /// <summary>The bank or the shopper takes time; from now on the shopper knows of the order.</summary>
    public void AwaitPayment(OrderPayment payment, DateTimeOffset now)
    {
        var news = payment.ActionUrl is not null && Payment.ActionUrl is null;
        if (Listed && payment == Payment)
        {
            return;
        }

        (Payment, Listed) = (payment, true);
        Tell(now, news ? "The bank asks you to approve the payment." : "Waiting for the bank.", OrderActor.System);
    }

    /// <summary>Paid, or to be paid on delivery, and its stock is taken.</summary>
    public void Confirm(OrderPayment payment, DateTimeOffset now)
    {
        (Payment, Listed) = (payment, true);
        MoveTo(OrderStatus.Confirmed);
        Tell(
            now,
            payment.Captured > 0 || Total == 0 ? "Payment received; the order is confirmed." : "The order is confirmed; it is paid on delivery.",
            OrderActor.System
        );
        Raise(new OrderConfirmed());
    }

    /// <summary>The bank said no.</summary>
    public void FailPayment(OrderPayment payment, DateTimeOffset now)
    {
        Payment = payment;
        End(OrderStatus.PaymentFailed, "The payment failed.", "the payment failed", now);
    }

    /// <summary>Nobody paid in time.</summary>
    public void Expire(DateTimeOffset now) => End(OrderStatus.Expired, "The order was not paid in time.", "it was not paid in time", now);

    /// <summary>It was paid for, but what was held for it is gone.</summary>
    public void CancelForLackOfStock(DateTimeOffset now) =>
        End(OrderStatus.Cancelled, "An item is out of stock; the money goes back.", "an item is out of stock", now);

    /// <summary>What Payments says now, with no effect on the order's state.</summary>
    public void RecordPayment(OrderPayment payment)
    {
        if (payment != Payment)
        {
            Payment = payment;
            Version++;
        }
    }

    /// <summary>Money taken after the order was confirmed: cash at the door, or a hold that staff took.</summary>
    public void RecordCapture(Money amount, DateTimeOffset now)
    {
        if (Payment.Captured < amount.Amount)
        {
            Payment = Payment with { Captured = amount.Amount, Status = "captured", ActionUrl = null };
            Tell(now, "Payment received.", OrderActor.System);
        }
    }

    public void RecordVoid(DateTimeOffset now)
    {
        if (Payment.Status != "voided")
        {
            Payment = Payment with { Status = "voided", ActionUrl = null };
            Tell(now, "The payment was called off.", OrderActor.System);
        }
    }

    /// <summary>Money was given back; said twice, it counts once, because the sum of all refunds is what is said.</summary>
    public void RecordRefund(Money refundedInAll, DateTimeOffset now)
    {
        var amount = refundedInAll.Amount - Payment.Refunded;
        if (amount <= 0)
        {
            return;
        }

        var inFull = refundedInAll.Amount >= Payment.Captured;
        Payment = Payment with { Refunded = refundedInAll.Amount, Status = inFull ? "refunded" : "partially_refunded" };
        var next = inFull ? OrderStatus.Refunded : OrderStatus.PartiallyRefunded;
        if (OrderStates.CanMove(Status, next))
        {
            MoveTo(next);
        }

        var money = new Money(amount, Currency);
        Tell(now, $"{money.Formatted} given back.", OrderActor.System);
        Raise(new OrderRefunded(money, inFull));
    }

    private void End(OrderStatus status, string message, string reason, DateTimeOffset now)
    {
        MoveTo(status);
        Tell(now, message, OrderActor.System);
        if (Listed)
        {
            Raise(new OrderCancelled(reason));
        }
    }
}
