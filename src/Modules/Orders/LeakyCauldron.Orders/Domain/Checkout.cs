namespace LeakyCauldron.Orders.Domain;

internal enum CheckoutStep
{
    /// <summary>Written down; the cart may be claimed and stock reserved, or not.</summary>
    Started,

    /// <summary>The order exists; its payment is asked for.</summary>
    Paying,

    /// <summary>It will not be an order: what was taken is being given back.</summary>
    Releasing,

    /// <summary>The order is confirmed.</summary>
    Completed,

    /// <summary>Everything is given back.</summary>
    Released,
}

/// <summary>What was asked for, kept until the checkout is settled so that another process can go on with it.</summary>
internal sealed record CheckoutRequest(
    Guid CartId,
    Guid? UserId,
    string Email,
    Address? ShippingAddress,
    Address? BillingAddress,
    string? ShippingMethod,
    Money? ExpectedTotal,
    string PaymentMethod,
    string? PaymentToken
);

/// <summary>
/// How far one attempt to order a cart has come. Each step asks other modules, with the order's id as the key that makes asking again harmless, and is written down with what it
/// decided. A decision is saved before what follows from it is done, and the row's version lets only one process save it.
/// </summary>
internal sealed class Checkout
{
    /// <summary>A runner that has not saved for this long is taken for dead.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private Checkout() { }

    public Checkout(CheckoutRequest request, string caller, string key, byte[] fingerprint, TimeSpan paymentTime, DateTimeOffset now)
    {
        (OrderId, PaymentId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        (CartId, Request, Caller, Key, Fingerprint) = (request.CartId, request, caller, key, fingerprint);
        (CreatedAt, ExpiresAt, RunAfter) = (now, now + paymentTime, now + Lease);
    }

    public Guid OrderId { get; private set; }

    /// <summary>Made here, so that the bank can be asked about the payment even if the answer to the first request was lost.</summary>
    public Guid PaymentId { get; private set; }

    public Guid CartId { get; private set; }

    /// <summary>Whose <see cref="Key"/> it is.</summary>
    public string Caller { get; private set; } = "";

    /// <summary>The Idempotency-Key that finds this checkout again; given up when nothing came of it, so that the key may try anew.</summary>
    public string? Key { get; private set; }

    /// <summary>Of the request, so that the key cannot be used for another one.</summary>
    public byte[] Fingerprint { get; private set; } = [];

    public CheckoutRequest Request { get; private set; } = null!;

    public CheckoutStep Step { get; private set; }

    /// <summary>Why it did not become an order.</summary>
    public Error? Refusal { get; private set; }

    /// <summary>Money may have moved, so releasing starts with the payment.</summary>
    public bool CancelsPayment { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Nobody runs it before: the lease of the process that does now, or the pause until the next look.</summary>
    public DateTimeOffset RunAfter { get; private set; }

    /// <summary>When an unpaid order is given up.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? SettledAt { get; private set; }

    public bool IsSettled => SettledAt is not null;

    public void KeepLease(DateTimeOffset now) => RunAfter = now + Lease;

    /// <summary>Looks again later, less and less often.</summary>
    public void Wait(DateTimeOffset now)
    {
        Attempts++;
        var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(Attempts - 1, 10)), LongestWait.TotalSeconds));
        RunAfter = Step == CheckoutStep.Paying && now < ExpiresAt && now + pause > ExpiresAt ? ExpiresAt : now + pause;
    }

    /// <summary>Something has happened: look now.</summary>
    public void Wake(DateTimeOffset now) => RunAfter = RunAfter < now ? RunAfter : now;

    public void Placed(DateTimeOffset now) => MoveTo(CheckoutStep.Paying, now);

    public void Completed(DateTimeOffset now) => Settle(CheckoutStep.Completed, now);

    /// <summary>Decides that no order comes of it. Nothing but a bank's no is remembered for the key.</summary>
    public void Release(Error refusal, bool cancelsPayment, DateTimeOffset now)
    {
        (Refusal, CancelsPayment) = (refusal, cancelsPayment);
        MoveTo(CheckoutStep.Releasing, now);
    }

    /// <summary>The cart was refused, so there is nothing to give back.</summary>
    public void Refuse(Error refusal, DateTimeOffset now)
    {
        Refusal = refusal;
        Released(now);
    }

    public void Released(DateTimeOffset now)
    {
        if (Refusal is { Kind: not ErrorKind.PaymentRequired })
        {
            Key = null;
        }

        Settle(CheckoutStep.Released, now);
    }

    /// <summary>A key is forgotten after a day.</summary>
    public void ForgetKey() => Key = null;

    private void Settle(CheckoutStep step, DateTimeOffset now)
    {
        MoveTo(step, now);
        SettledAt = now;
        Request = Request with { PaymentToken = null };
    }

    private void MoveTo(CheckoutStep next, DateTimeOffset now)
    {
        if (IsSettled || next < Step)
        {
            throw new InvalidOperationException($"Checkout {OrderId} cannot go from {Step} to {next}.");
        }

        (Step, Attempts) = (next, 0);
        KeepLease(now);
    }
}
