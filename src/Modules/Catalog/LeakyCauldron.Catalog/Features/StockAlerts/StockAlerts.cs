using LeakyCauldron.Catalog.Stock;

namespace LeakyCauldron.Catalog.Features.StockAlerts;

/// <summary>Somebody waits for a variant.</summary>
internal sealed record StockAlertDto(Guid Id, Guid VariantId, Guid ProductId, string Sku, string Title, DateTimeOffset CreatedAt);

internal sealed record AskForStock(Guid VariantId, Guid UserId) : ICommand<StockAlertDto>;

internal sealed record ListStockAlerts(Guid UserId) : IQuery<ItemList<StockAlertDto>>;

internal sealed record DeleteStockAlert(Guid Id, Guid UserId) : ICommand;

internal sealed class StockAlertsHandler(CatalogDbContext db, TimeProvider clock)
    : IRequestHandler<AskForStock, Result<StockAlertDto>>,
        IRequestHandler<ListStockAlerts, Result<ItemList<StockAlertDto>>>,
        IRequestHandler<DeleteStockAlert, Result<Unit>>
{
    public async Task<Result<StockAlertDto>> Handle(AskForStock request, CancellationToken cancellationToken)
    {
        await db.Database.BeginTransactionAsync(cancellationToken);
        // One person's alerts are counted and made one after the other.
        await db.Database.ExecuteSqlAsync(
            $"SELECT pg_advisory_xact_lock(hashtext('leaky-stock-alerts'), hashtext({request.UserId.ToString()}))",
            cancellationToken
        );
        var now = clock.GetUtcNow();
        var variant = await db
            .Variants.AsNoTracking()
            .Where(v => v.Id == request.VariantId && v.DeletedAt == null)
            .Where(v => db.Products.Any(p => p.Id == v.ProductId && p.Status == ProductStatus.Active && p.DeletedAt == null && p.PublishedAt <= now))
            .Select(v => new { v.ProductId, Level = db.StockLevels.FirstOrDefault(s => s.VariantId == v.Id) })
            .SingleOrDefaultAsync(cancellationToken);
        if (variant is null)
        {
            return Error.NotFound("variant");
        }

        if (await Alerts(request.UserId, request.VariantId).SingleOrDefaultAsync(cancellationToken) is { } known)
        {
            return known;
        }

        if (variant.Level?.InStock != false)
        {
            return Error.Conflict("in_stock", "It can be had now.");
        }

        if (await db.StockAlerts.CountAsync(a => a.UserId == request.UserId, cancellationToken) >= StockAlert.MostAPerson)
        {
            return Error.Conflict("alert_limit", $"At most {StockAlert.MostAPerson} alerts.").With("maximum", StockAlert.MostAPerson);
        }

        db.StockAlerts.Add(new(Guid.CreateVersion7(now), request.VariantId, request.UserId, now));
        await db.SaveChangesAsync(cancellationToken);
        // What came between the look at the level and this commit is announced after it.
        await db.Database.ExecuteSqlAsync($"INSERT INTO catalog.stock_marks (product_id) VALUES ({variant.ProductId})", cancellationToken);
        return await Alerts(request.UserId, request.VariantId).SingleAsync(cancellationToken);
    }

    public async Task<Result<ItemList<StockAlertDto>>> Handle(ListStockAlerts request, CancellationToken cancellationToken) =>
        new ItemList<StockAlertDto>(await Alerts(request.UserId).ToListAsync(cancellationToken));

    public async Task<Result<Unit>> Handle(DeleteStockAlert request, CancellationToken cancellationToken) =>
        await db.StockAlerts.Where(a => a.Id == request.Id && a.UserId == request.UserId).ExecuteDeleteAsync(cancellationToken) == 0
            ? Error.NotFound("alert")
            : Unit.Value;

    private IQueryable<StockAlertDto> Alerts(Guid userId, Guid? variantId = null) =>
        from alert in db.StockAlerts.AsNoTracking()
        join variant in db.Variants on alert.VariantId equals variant.Id
        join product in db.Products on variant.ProductId equals product.Id
        where alert.UserId == userId && (variantId == null || alert.VariantId == variantId)
        orderby alert.Id
        select new StockAlertDto(alert.Id, alert.VariantId, product.Id, variant.Sku, product.Title, alert.CreatedAt);
}

internal static class StockAlertsEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/catalog/variants/{id:guid}/alerts",
                async (Guid id, Caller caller, StockSignal signal, IMediator mediator, CancellationToken ct) =>
                {
                    var result = await mediator.Send(new AskForStock(id, caller.UserId!.Value), ct);
                    signal.Set();
                    return result.ToCreated(_ => "/api/v1/me/alerts");
                }
            )
            .Describe("askForStock", "Catalog", "Asks to be told once a variant that is sold out can be had again")
            .Idempotent()
            .Produces<StockAlertDto>(201)
            .ProducesProblems(401, 404, 409)
            .RequireAuthorization(Policies.Shopper);
        api.MapGet(
                "/me/alerts",
                async (Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListStockAlerts(caller.UserId!.Value), ct)).ToOk()
            )
            .Describe("listStockAlerts", "Catalog", "What the shopper waits for")
            .Produces<ItemList<StockAlertDto>>()
            .ProducesProblems(401)
            .RequireAuthorization(Policies.Shopper);
        api.MapDelete(
                "/me/alerts/{id:guid}",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new DeleteStockAlert(id, caller.UserId!.Value), ct)).ToNoContent()
            )
            .Describe("deleteStockAlert", "Catalog", "Waits no more")
            .Produces(204)
            .ProducesProblems(401, 404)
            .RequireAuthorization(Policies.Shopper);
    }
}
