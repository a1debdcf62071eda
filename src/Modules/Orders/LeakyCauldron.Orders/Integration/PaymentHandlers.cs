using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Orders.Integration;

/// <summary>An open checkout goes on; a confirmed order notes the money; what came for an order that is over goes back.</summary>
internal sealed class RecordCaptureOnPaymentCaptured(OrdersDbContext db, TimeProvider clock) : IEventHandler<PaymentCapturedV1>
{
    public async Task HandleAsync(PaymentCapturedV1 @event, EventContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await OrderOfPayment.FindAsync(db, @event.OrderId, @event.PaymentId, ct) is not { } found)
        {
            return;
        }

        if (!found.WakesCheckout(now))
        {
            if (found.Order.IsOver)
            {
                GiveBack(found.Order, @event.Amount, now);
            }
            else
            {
                found.Order.RecordCapture(@event.Amount, now);
            }
        }

        await db.SaveChangesAsync(ct);
    }

    private void GiveBack(Order order, Money captured, DateTimeOffset now)
    {
        if (order.Payment.Refunded < captured.Amount)
        {
            db.Add(PaymentInstruction.Cancel(order, "the order is over", now));
        }
    }
}

internal sealed class ResumeCheckoutOnPaymentFailed(OrdersDbContext db, TimeProvider clock) : IEventHandler<PaymentFailedV1>
{
    public async Task HandleAsync(PaymentFailedV1 @event, EventContext context, CancellationToken ct)
    {
        if (await OrderOfPayment.FindAsync(db, @event.OrderId, @event.PaymentId, ct) is { } found && found.WakesCheckout(clock.GetUtcNow()))
        {
            await db.SaveChangesAsync(ct);
        }
    }
}

internal sealed class RecordRefundOnPaymentRefunded(OrdersDbContext db, TimeProvider clock) : IEventHandler<PaymentRefundedV1>
{
    public async Task HandleAsync(PaymentRefundedV1 @event, EventContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await OrderOfPayment.FindAsync(db, @event.OrderId, @event.PaymentId, ct) is { } found)
        {
            if (!found.WakesCheckout(now))
            {
                found.Order.RecordRefund(@event.RefundedInAll, now);
            }

            await db.SaveChangesAsync(ct);
        }
    }
}

internal sealed class RecordVoidOnPaymentVoided(OrdersDbContext db, TimeProvider clock) : IEventHandler<PaymentVoidedV1>
{
    public async Task HandleAsync(PaymentVoidedV1 @event, EventContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await OrderOfPayment.FindAsync(db, @event.OrderId, @event.PaymentId, ct) is { } found)
        {
            if (!found.WakesCheckout(now))
            {
                found.Order.RecordVoid(now);
            }

            await db.SaveChangesAsync(ct);
        }
    }
}
