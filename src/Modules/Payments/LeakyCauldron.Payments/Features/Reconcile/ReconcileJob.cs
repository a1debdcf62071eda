using Microsoft.Extensions.Hosting;
using Quartz;

namespace LeakyCauldron.Payments.Features.Reconcile;

/// <summary>Compares the books by itself, so that a lost notice or an orphaned charge does not wait for a person.</summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileJob(IMediator mediator, StartState start) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        if (start.IsReady)
        {
            await mediator.Send(new Reconcile(), cancellationToken);
        }
    }
}
