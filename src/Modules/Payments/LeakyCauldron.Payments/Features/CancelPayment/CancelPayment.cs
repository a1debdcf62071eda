using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Features.CancelPayment;

internal sealed class CancelPaymentValidator : AbstractValidator<Contracts.CancelPayment>
{
    public CancelPaymentValidator() => RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
}

internal sealed class CancelPaymentHandler(PaymentWork work, TimeProvider clock) : IRequestHandler<Contracts.CancelPayment, Result<PaymentOutcome>>
{
    public async Task<Result<PaymentOutcome>> Handle(Contracts.CancelPayment command, CancellationToken cancellationToken)
    {
        var payment = await work.RunAsync(command.PaymentId, p => Begin(p, command), cancellationToken);
        if (payment is { IsError: false, Value.Status: PaymentStatus.Captured })
        {
            // The void came too late: what was captured meanwhile goes back.
            payment = await work.RunAsync(command.PaymentId, p => Begin(p, command), cancellationToken);
        }

        return payment.IsError ? payment.Error : payment.Value.Outcome;
    }

    private Result<PaymentOperation>? Begin(Payment payment, Contracts.CancelPayment command) =>
        PaymentStates.IsFinal(payment.Status) ? null
        : payment.Captured > 0 || payment.Status == PaymentStatus.Captured ? payment.BeginFullRefund(command.Reason, clock.GetUtcNow())
        : payment.BeginVoid(command.Reason, clock.GetUtcNow());
}
