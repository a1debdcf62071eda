using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;
using LeakyCauldron.Payments.Providers;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Payments.Features;

/// <summary>
/// The one way money moves: the operation is written down and committed, then the provider is asked with no transaction open, then its answer is committed.
/// </summary>
internal sealed partial class PaymentWork(
    PaymentsDbContext db,
    PaymentProviders providers,
    TimeProvider clock,
    IConfiguration configuration,
    ILogger<PaymentWork> logger
)
{
    private const int Attempts = 8;

    private readonly bool _captureAtOnce = !string.Equals(configuration["Payments:Capture"], "manual", StringComparison.OrdinalIgnoreCase);

    public Task<Payment?> FindAsync(Guid id, CancellationToken ct) =>
        db.Payments.Include(p => p.Operations).SingleOrDefaultAsync(p => p.Id == id, ct);

    /// <summary>Begins an operation on a payment, or finds the one begun before, and performs it unless another process does just now.</summary>
    /// <param name="begin">Decides on fresh data; runs again after a lost race. A null operation means that nothing is to be done.</param>
    public async Task<Result<Payment>> RunAsync(Guid paymentId, Func<Payment, Result<PaymentOperation>?> begin, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(paymentId, ct) is not { } payment)
            {
                return PaymentErrors.NotFound;
            }

            if (begin(payment) is not { } begun)
            {
                return payment;
            }

            if (begun.IsError)
            {
                return begun.Error;
            }

            var operation = begun.Value;
            var fresh = db.Entry(operation).State is EntityState.Added or EntityState.Detached;
            if (!fresh && !operation.IsDue(clock.GetUtcNow()))
            {
                return payment;
            }

            payment.Claim(operation, clock.GetUtcNow());
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException e) when (attempt < Attempts && Retryable.IsLostRace(e))
            {
                db.ChangeTracker.Clear();
                continue;
            }

            return await PerformAsync(payment, operation, repeated: !fresh, ct);
        }
    }

    /// <summary>Asks about an operation now, though its turn has not come; one that is closed is left alone.</summary>
    public Task<Result<Payment>> AskNowAsync(Guid paymentId, Guid operationId, CancellationToken ct)
    {
        return RunAsync(paymentId, Hastened, ct);

        Result<PaymentOperation>? Hastened(Payment payment)
        {
            var operation = payment.Operations.Single(o => o.Id == operationId);
            if (!operation.IsOpen)
            {
                return null;
            }

            operation.Hasten(clock.GetUtcNow());
            return operation;
        }
    }

    /// <summary>Asks the provider and saves its answer. Silence is not a no: the operation stays open and is asked about again.</summary>
    /// <param name="repeated">The provider may have been asked before.</param>
    public async Task<Payment> PerformAsync(Payment payment, PaymentOperation operation, bool repeated, CancellationToken ct)
    {
        var reply = await TryAskAsync(payment, operation, repeated, ct);
        for (var attempt = 1; ; attempt++)
        {
            if (reply is not null)
            {
                payment.Apply(operation, reply, clock.GetUtcNow());
            }
            else
            {
                payment.AskAgain(operation, clock.GetUtcNow());
            }

            try
            {
                await db.SaveChangesAsync(ct);
                return payment;
            }
            catch (DbUpdateException e) when (attempt < Attempts && Retryable.IsLostRace(e))
            {
                // The answer is kept: only the payment is looked at afresh.
                db.ChangeTracker.Clear();
                payment = await FindAsync(payment.Id, ct) ?? throw new InvalidOperationException($"Payment {payment.Id} is gone.");
                operation = payment.Operations.Single(o => o.Id == operation.Id);
            }
        }
    }

    private async Task<ProviderReply?> TryAskAsync(Payment payment, PaymentOperation operation, bool repeated, CancellationToken ct)
    {
        try
        {
            return await AskAsync(payment, operation, repeated, ct);
        }
        catch (ProviderSilentException e)
        {
            Silent(logger, e, payment.Method, operation.Kind, payment.Id);
            return null;
        }
    }

    private async Task<ProviderReply> AskAsync(Payment payment, PaymentOperation operation, bool repeated, CancellationToken ct)
    {
        var provider = providers.Get(payment.Method);
        var (authorization, amount) = (payment.Authorization.Key, new Money(operation.Amount, payment.Currency));
        if (operation.Amount == 0)
        {
            return new(NothingToPay(operation.Kind));
        }

        return operation.Kind switch
        {
            OperationKind.Authorize => (repeated ? await provider.QueryAsync(operation.Key, ct) : null)
                ?? await provider.AuthorizeAsync(operation.Key, amount, payment.Token, _captureAtOnce, ct),
            OperationKind.Capture => await provider.CaptureAsync(operation.Key, authorization, amount, ct),
            OperationKind.Void => await provider.VoidAsync(operation.Key, authorization, amount, ct),
            _ => await provider.RefundAsync(operation.Key, authorization, amount, ct),
        };
    }

    private static ProviderState NothingToPay(OperationKind kind) =>
        kind switch
        {
            OperationKind.Void => ProviderState.Voided,
            OperationKind.Refund => ProviderState.Refunded,
            _ => ProviderState.Captured,
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} does not answer to {Kind} of payment {PaymentId}; it will be asked again")]
    private static partial void Silent(ILogger logger, Exception e, string method, OperationKind kind, Guid paymentId);
}
