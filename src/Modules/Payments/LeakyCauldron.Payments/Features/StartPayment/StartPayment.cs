using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Features.StartPayment;

internal sealed class StartPaymentValidator : AbstractValidator<Contracts.StartPayment>
{
    public StartPaymentValidator()
    {
        RuleFor(c => c.PaymentId).NotEmpty();
        RuleFor(c => c.OrderId).NotEmpty();
        RuleFor(c => c.Amount).Must(m => m.Amount >= 0 && Currencies.IsKnown(m.Currency)).WithMessage("Must be an amount of a known currency.");
        RuleFor(c => c.Method).NotEmpty().MaximumLength(40);
        RuleFor(c => c.Token).MaximumLength(200);
    }
}

internal sealed class StartPaymentHandler(PaymentsDbContext db, PaymentWork work, PaymentProviders providers, TimeProvider clock)
    : IRequestHandler<Contracts.StartPayment, Result<PaymentOutcome>>
{
    public async Task<Result<PaymentOutcome>> Handle(Contracts.StartPayment command, CancellationToken cancellationToken)
    {
        if (await CreateAsync(command, cancellationToken) is { } started)
        {
            return started;
        }

        var known = await work.RunAsync(
            command.PaymentId,
            p => p.Authorization.IsOpen ? p.Authorization : (Result<PaymentOperation>?)null,
            cancellationToken
        );
        return known.IsError ? known.Error
            : known.Value.OrderId == command.OrderId && known.Value.Total == command.Amount ? known.Value.Outcome
            : Error.Conflict("payment_exists", "Another payment has this id.");
    }

    /// <summary>Null if the payment is there already.</summary>
    private async Task<Result<PaymentOutcome>?> CreateAsync(Contracts.StartPayment command, CancellationToken ct)
    {
        if (await db.Payments.AnyAsync(p => p.Id == command.PaymentId, ct))
        {
            return null;
        }

        var provider = providers.Check(command.Method, command.Token);
        if (provider.IsError)
        {
            return provider.Error;
        }

        var payment = new Payment(
            command.PaymentId,
            command.OrderId,
            command.UserId,
            command.Amount,
            command.Method,
            command.Token,
            clock.GetUtcNow()
        );
        db.Add(payment);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (Retryable.IsDuplicate(e))
        {
            db.ChangeTracker.Clear();
            return await db.Payments.AnyAsync(p => p.Id == command.PaymentId, ct)
                ? null
                : (Result<PaymentOutcome>)Error.Conflict("payment_exists", "The order has another open payment.");
        }

        return (await work.PerformAsync(payment, payment.Authorization, repeated: false, ct)).Outcome;
    }
}
