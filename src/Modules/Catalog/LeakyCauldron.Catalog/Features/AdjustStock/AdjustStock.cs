using LeakyCauldron.Catalog.Stock;

namespace LeakyCauldron.Catalog.Features.AdjustStock;

/// <summary>One correction; without a location what comes goes to the first one, and what leaves drains them in their order.</summary>
internal sealed record StockAdjustment(string Sku, int Delta, string Reason, string? Location = null);

internal sealed record AdjustStock(IReadOnlyList<StockAdjustment> Body, Caller Caller) : ICommand<ItemList<StockDto>>;

internal sealed class AdjustStockValidator : AbstractValidator<AdjustStock>
{
    public AdjustStockValidator()
    {
        RuleFor(x => x.Body.Count).InclusiveBetween(1, 1000).OverridePropertyName("body");
        RuleForEach(x => x.Body)
            .NotNull()
            .ChildRules(line =>
            {
                line.RuleFor(a => a.Sku).NotEmpty().MaximumLength(255);
                line.RuleFor(a => a.Delta).InclusiveBetween(-Limit, Limit);
                line.RuleFor(a => a.Reason).MaximumLength(500);
            });
    }

    public const int Limit = 1_000_000_000;
}

/// <summary>All lines or none, in the caller's order, each against the level the one before it left.</summary>
internal sealed class AdjustStockHandler(CatalogDbContext db, TimeProvider clock) : IRequestHandler<AdjustStock, Result<ItemList<StockDto>>>
{
    public async Task<Result<ItemList<StockDto>>> Handle(AdjustStock command, CancellationToken ct)
    {
        var skus = command.Body.Select(a => a.Sku).Distinct(StringComparer.Ordinal).ToArray();
        var variants = await db
            .Variants.AsNoTracking()
            .Where(v => skus.Contains(v.Sku) && v.DeletedAt == null)
            .ToDictionaryAsync(v => v.Sku, v => v.Id, ct);
        if (Array.Find(skus, s => !variants.ContainsKey(s)) is { } unknown)
        {
            return Error.NotFound("variant").With("sku", unknown);
        }

        var ledger = await StockLedger.LockAsync(db, variants.Values, ct);
        // Locked, so that none is deleted while something is laid there.
        var locations = await db.Locations.FromSql($"SELECT * FROM catalog.locations FOR SHARE").AsNoTracking().ToListAsync(ct);
        foreach (var line in command.Body)
        {
            var location = line.Location is null ? null : locations.Find(l => l.Code == line.Location || l.Id.ToString() == line.Location);
            if (line.Location is not null && location is null)
            {
                return Error.NotFound("location").With("location", line.Location);
            }

            if (ledger.Add(new StockMove(variants[line.Sku], line.Delta, location?.Id, line.Reason)) is { } available)
            {
                return StockErrors.Insufficient(line.Sku, available);
            }
        }

        await ledger.WriteAsync(MovementKind.Adjustment, command.Caller.UserId, clock.GetUtcNow(), ct);
        return new ItemList<StockDto>(await StockReader.ReadAsync(db, skus, ct));
    }
}

internal static class AdjustStockEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/catalog/stock/adjustments",
                async (StockAdjustment[] body, Caller caller, StockSignal signal, IMediator mediator, CancellationToken ct) =>
                {
                    var result = await mediator.Send(new AdjustStock(body, caller), ct);
                    signal.Set();
                    return result.ToOk();
                }
            )
            .Describe("adjustStock", "Stock", "Corrects what is on hand, all lines or none")
            .Idempotent()
            .Produces<ItemList<StockDto>>()
            .ProducesProblems(400, 401, 403, 404, 409)
            .RequireAuthorization(Policies.Staff);
}
