using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Features.RefundPayment;

internal sealed class RefundPaymentValidator : AbstractValidator<Contracts.RefundPayment>
{
    public RefundPaymentValidator()
    {
        RuleFor(c => c.RefundId).NotEmpty();
        RuleFor(c => c.Reason).NotEmpty().MaximumLength(500);
    }
}

internal sealed class RefundPaymentHandler(PaymentWork work, TimeProvider clock) : IRequestHandler<Contracts.RefundPayment, Result<PaymentOutcome>>
{
    public async Task<Result<PaymentOutcome>> Handle(Contracts.RefundPayment command, CancellationToken cancellationToken)
    {
        var payment = await work.RunAsync(
            command.PaymentId,
            p => p.BeginRefund(command.RefundId, command.Amount, command.Reason, clock.GetUtcNow()),
            cancellationToken
        );
        if (payment.IsError)
        {
            return payment.Error;
        }

        var refund = payment.Value.Operations.Single(o => o.Id == command.RefundId);
        return refund.Status == OperationStatus.Failed ? PaymentErrors.RefundFailed(refund.FailureCode) : payment.Value.Outcome;
    }
}
