using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Orders.Checkouts;

/// <summary>
/// The one way a cart becomes an order: claim the cart, compare its total, reserve stock, write the order down, ask for the money, take the stock, close the cart. Every call to
/// another module carries the order's id and may be repeated, so a step that was not saved is simply done again.
/// </summary>
internal sealed class CheckoutProcess(OrdersDbContext db, IModuleClient modules, TimeProvider clock, OrdersOptions options)
{
    /// <summary>Goes on until the checkout is settled or has to wait. The last change is left for the caller to save.</summary>
    public async Task AdvanceAsync(Checkout checkout, CancellationToken ct)
    {
        while (await StepAsync(checkout, ct))
        {
            checkout.KeepLease(clock.GetUtcNow());
            await SaveAsync(checkout, ct);
        }
    }

    private Task<bool> StepAsync(Checkout checkout, CancellationToken ct) =>
        checkout.Step switch
        {
            CheckoutStep.Started => PlaceAsync(checkout, ct),
            CheckoutStep.Paying => PayAsync(checkout, ct),
            CheckoutStep.Releasing => ReleaseAsync(checkout, ct),
            _ => Task.FromResult(false),
        };

    private async Task<bool> PlaceAsync(Checkout checkout, CancellationToken ct)
    {
        var request = checkout.Request;
        var claim = await modules.Send(
            new BeginCheckout(
                checkout.CartId,
                checkout.OrderId,
                request.UserId,
                request.ShippingAddress,
                request.BillingAddress,
                request.ShippingMethod,
                request.Email
            ),
            ct
        );
        if (claim.IsError)
        {
            return Refuse(checkout, claim.Error);
        }

        var cart = claim.Value;
        if (request.ExpectedTotal is { } expected && expected != cart.Totals.Total)
        {
            return Release(checkout, OrderErrors.CartChanged(expected, cart.Totals.Total));
        }

        var lines = cart.Lines.Select(l => new StockLine(l.VariantId, l.Quantity)).ToArray();
        var reservation = await modules.Send(new ReserveStock(checkout.OrderId, lines, (int)options.ReservationTime.TotalMinutes), ct);
        if (reservation.IsError)
        {
            return Release(checkout, reservation.Error);
        }

        db.Add(Order.Place(Drafts.Of(checkout, cart), clock.GetUtcNow()));
        checkout.Placed(clock.GetUtcNow());
        return true;
    }

    private async Task<bool> PayAsync(Checkout checkout, CancellationToken ct)
    {
        var order = await OrderAsync(checkout, ct);
        var asked = await AskForMoneyAsync(checkout, order, ct);
        if (asked.IsError)
        {
            return asked.Error.Kind == ErrorKind.Unavailable ? WaitFor(checkout, order, order.Payment) : Fail(checkout, order, asked.Error);
        }

        var payment = Drafts.PaymentOf(order.Payment.Method, asked.Value);
        switch (asked.Value.Status)
        {
            case PaymentStatus.Declined:
                order.FailPayment(payment, clock.GetUtcNow());
                checkout.Release(OrderErrors.PaymentDeclined(payment.DeclineCode), cancelsPayment: false, clock.GetUtcNow());
                return true;
            case PaymentStatus.Voided or PaymentStatus.Refunded when order.Total > 0:
                order.FailPayment(payment, clock.GetUtcNow());
                checkout.Release(OrderErrors.PaymentDeclined(payment.Status), cancelsPayment: false, clock.GetUtcNow());
                return true;
            case PaymentStatus.Pending or PaymentStatus.RequiresAction when clock.GetUtcNow() < checkout.ExpiresAt:
                return WaitFor(checkout, order, payment);
            case PaymentStatus.Pending or PaymentStatus.RequiresAction:
                order.Expire(clock.GetUtcNow());
                checkout.Release(Error.Conflict("order_expired", "The order was not paid in time."), cancelsPayment: true, clock.GetUtcNow());
                return true;
            default:
                return await ConfirmAsync(checkout, order, payment, ct);
        }
    }

    /// <summary>Once the shopper knows of the order, the payment is there and its state is only read.</summary>
    private async Task<Result<PaymentOutcome>> AskForMoneyAsync(Checkout checkout, Order order, CancellationToken ct)
    {
        if (order.Listed)
        {
            var known = await modules.Send(new GetPaymentOutcome(checkout.PaymentId), ct);
            if (known is not { Error.Kind: ErrorKind.NotFound })
            {
                return known;
            }
        }

        return await modules.Send(
            new StartPayment(checkout.PaymentId, order.Id, order.UserId, order.TotalMoney, order.Payment.Method, checkout.Request.PaymentToken),
            ct
        );
    }

    private async Task<bool> ConfirmAsync(Checkout checkout, Order order, OrderPayment payment, CancellationToken ct)
    {
        var stock = await modules.Send(new ConvertStock(order.Id), ct);
        if (stock.IsError)
        {
            if (stock.Error.Kind == ErrorKind.Unavailable)
            {
                return WaitFor(checkout, order, payment);
            }

            order.RecordPayment(payment);
            order.CancelForLackOfStock(clock.GetUtcNow());
            checkout.Release(stock.Error, cancelsPayment: true, clock.GetUtcNow());
            return true;
        }

        var closed = await modules.Send(new CompleteCheckout(checkout.CartId, order.Id), ct);
        if (closed is { Error.Kind: ErrorKind.Unavailable })
        {
            return WaitFor(checkout, order, payment);
        }

        // A cart that is no longer this order's leaves nothing to be closed; what is paid for is confirmed.
        order.Confirm(payment, clock.GetUtcNow());
        checkout.Completed(clock.GetUtcNow());
        return false;
    }

    private async Task<bool> ReleaseAsync(Checkout checkout, CancellationToken ct)
    {
        if (checkout.CancelsPayment)
        {
            var cancelled = await modules.Send(new CancelPayment(checkout.PaymentId, checkout.Refusal!.Code), ct);
            if (cancelled.IsError ? cancelled.Error.Kind != ErrorKind.NotFound : !IsOver(cancelled.Value.Status))
            {
                return Wait(checkout);
            }

            if (cancelled is { IsError: false, Value: var outcome })
            {
                var order = await OrderAsync(checkout, ct);
                order.RecordPayment(Drafts.PaymentOf(order.Payment.Method, outcome));
            }
        }

        var stock = await modules.Send(new ReleaseStock(checkout.OrderId, checkout.Refusal!.Code), ct);
        var cart = stock.IsError ? stock : await modules.Send(new ReleaseCheckout(checkout.CartId, checkout.OrderId), ct);
        if (cart is { Error.Kind: not ErrorKind.NotFound })
        {
            return Wait(checkout);
        }

        checkout.Released(clock.GetUtcNow());
        return false;
    }

    /// <summary>Silence may hide a claim; a plain no does not.</summary>
    private bool Refuse(Checkout checkout, Error refusal)
    {
        if (refusal.Kind == ErrorKind.Unavailable)
        {
            return Release(checkout, refusal);
        }

        checkout.Refuse(refusal, clock.GetUtcNow());
        return false;
    }

    /// <summary>Payments will never take this money.</summary>
    private bool Fail(Checkout checkout, Order order, Error error)
    {
        order.FailPayment(order.Payment with { Status = "failed" }, clock.GetUtcNow());
        return Release(checkout, error, cancelsPayment: true);
    }

    private bool Release(Checkout checkout, Error refusal, bool cancelsPayment = false)
    {
        checkout.Release(refusal, cancelsPayment, clock.GetUtcNow());
        return true;
    }

    private bool WaitFor(Checkout checkout, Order order, OrderPayment payment)
    {
        order.AwaitPayment(payment, clock.GetUtcNow());
        return Wait(checkout);
    }

    private bool Wait(Checkout checkout)
    {
        checkout.Wait(clock.GetUtcNow());
        return false;
    }

    private static bool IsOver(PaymentStatus status) => status is PaymentStatus.Declined or PaymentStatus.Voided or PaymentStatus.Refunded;

    private async Task<Order> OrderAsync(Checkout checkout, CancellationToken ct) =>
        db.Orders.Local.FirstOrDefault(o => o.Id == checkout.OrderId)
        ?? await db.Orders.Include(o => o.Lines).Include(o => o.Timeline).SingleAsync(o => o.Id == checkout.OrderId, ct);

    private async Task SaveAsync(Checkout checkout, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await db.SaveChangesAsync(ct);
                return;
            }
            catch (DbUpdateException e) when (Retryable.IsDuplicate(e, OrdersDbContext.NumberIndex))
            {
                db.ChangeTracker.Entries<Order>().Single(o => o.State == EntityState.Added).Entity.Renumber();
            }
            catch (DbUpdateException e) when (Retryable.IsDuplicate(e, OrdersDbContext.CartIndex))
            {
                foreach (var part in db.ChangeTracker.Entries().Where(p => p.State == EntityState.Added).ToArray())
                {
                    part.State = EntityState.Detached;
                }

                checkout.Release(OrderErrors.CartAlreadyOrdered, cancelsPayment: false, clock.GetUtcNow());
            }
        }
    }
}
