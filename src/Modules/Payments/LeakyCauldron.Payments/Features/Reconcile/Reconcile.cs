using System.Text;
using System.Text.Json;
using LeakyCauldron.Payments.Domain;
using LeakyCauldron.Payments.Persistence;

namespace LeakyCauldron.Payments.Features.Reconcile;

internal sealed record Reconcile : ICommand<ReconciliationReport>;

/// <summary>Compares now, and keeps the report.</summary>
internal sealed class ReconcileHandler(PaymentsDbContext db, Reconciler reconciler) : IRequestHandler<Reconcile, Result<ReconciliationReport>>
{
    private const int Kept = 100;

    public async Task<Result<ReconciliationReport>> Handle(Reconcile command, CancellationToken cancellationToken)
    {
        var report = await reconciler.RunAsync(cancellationToken);
        db.ChangeTracker.Clear();
        db.Reconciliations.Add(new(Guid.CreateVersion7(report.At), report.At, JsonSerializer.Serialize(report, Json.Wire)));
        await db.SaveChangesAsync(cancellationToken);
        await db
            .Reconciliations.Where(r => !db.Reconciliations.OrderByDescending(k => k.At).Take(Kept).Any(k => k.Id == r.Id))
            .ExecuteDeleteAsync(cancellationToken);
        return report;
    }
}

internal static class ReconcileEndpoint
{
    private const string Path = "/admin/payments/reconciliation";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(Path, async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new Reconcile(), ct)).ToOk())
            .Describe("reconcilePayments", "Payments", "Compares our books with the providers' now, mends what can be mended and names what differed")
            .Produces<ReconciliationReport>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);
        api.MapGet(
                $"{Path}/last",
                async (PaymentsDbContext db, CancellationToken ct) =>
                    await db.Reconciliations.AsNoTracking().OrderByDescending(r => r.At).FirstOrDefaultAsync(ct) is { } run
                        ? TypedResults.Content(run.Report, "application/json; charset=utf-8")
                        : PaymentErrors.NeverReconciled.ToHttp()
            )
            .Describe("getLastReconciliation", "Payments", "The report of the last comparison, which is made every hour")
            .Produces<ReconciliationReport>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Staff);
        api.MapGet(
                $"{Path}/report.csv",
                async (IMediator mediator, CancellationToken ct) =>
                {
                    var report = await mediator.Send(new Reconcile(), ct);
                    return report.IsError ? report.Error.ToHttp() : TypedResults.Text(report.Value.ToCsv(), "text/csv", Encoding.UTF8);
                }
            )
            .Describe("exportReconciliation", "Payments", "The comparison as a table, made now")
            .Produces<string>(200, "text/csv")
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);
    }
}
