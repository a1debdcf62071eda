using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;

namespace LeakyCauldron.Payments.Features.GetPaymentOutcome;

internal sealed class GetPaymentOutcomeHandler(PaymentsDbContext db) : IRequestHandler<Contracts.GetPaymentOutcome, Result<PaymentOutcome>>
{
    public async Task<Result<PaymentOutcome>> Handle(Contracts.GetPaymentOutcome query, CancellationToken cancellationToken) =>
        await db.Payments.AsNoTracking().Include(p => p.Operations).SingleOrDefaultAsync(p => p.Id == query.PaymentId, cancellationToken)
            is { } payment
            ? payment.Outcome
            : PaymentErrors.NotFound;
}
