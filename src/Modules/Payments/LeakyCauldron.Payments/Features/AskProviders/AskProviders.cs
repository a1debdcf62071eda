using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace LeakyCauldron.Payments.Features.AskProviders;

/// <summary>Performs one open operation again: asks how it stands, and sends it if the provider has never heard of it.</summary>
internal sealed record AskProvider(Guid PaymentId, Guid OperationId) : ICommand<bool>;

internal sealed class AskProviderHandler(PaymentWork work, TimeProvider clock) : IRequestHandler<AskProvider, Result<bool>>
{
    public async Task<Result<bool>> Handle(AskProvider command, CancellationToken cancellationToken)
    {
        var payment = await work.RunAsync(command.PaymentId, Due, cancellationToken);
        return payment.IsError ? payment.Error : !payment.Value.Operations.Single(o => o.Id == command.OperationId).IsOpen;

        Result<PaymentOperation>? Due(Payment p)
        {
            var operation = p.Operations.Single(o => o.Id == command.OperationId);
            return operation.IsDue(clock.GetUtcNow()) ? operation : (Result<PaymentOperation>?)null;
        }
    }
}

/// <summary>
/// Asks about every operation whose outcome is not known: silence, a process that died in between, and what the bank or the shopper takes time for.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class AskProvidersJob(
    PaymentsDbContext db,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    StartState start,
    ILogger<AskProvidersJob> logger
) : IJob
{
    private const int Batch = 50;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (start.IsReady)
        {
            await AskAsync(cancellationToken);
        }
    }

    /// <summary>Asks about what is due; several hosts may do so at once, each operation is claimed by one.</summary>
    public async Task<int> AskAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db
            .Operations.AsNoTracking()
            .Where(o => o.Status == OperationStatus.Open && o.AskAfter <= now)
            .OrderBy(o => o.AskAfter)
            .Take(Batch)
            .Select(o => new AskProvider(o.PaymentId, o.Id))
            .ToListAsync(ct);
        foreach (var ask in due)
        {
            await AskOneAsync(ask, ct);
        }

        return due.Count;
    }

    private async Task AskOneAsync(AskProvider ask, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(ask, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // One payment that cannot be asked about must not keep the others waiting; its turn comes again.
            Failed(logger, e, ask.PaymentId);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Asking about payment {PaymentId} failed")]
    private static partial void Failed(ILogger logger, Exception e, Guid paymentId);
}
