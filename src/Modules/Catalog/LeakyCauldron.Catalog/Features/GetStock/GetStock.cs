using LeakyCauldron.Catalog.Stock;

namespace LeakyCauldron.Catalog.Features.GetStock;

internal sealed record GetStock(string Sku) : IQuery<StockDto>;

internal sealed class GetStockHandler(CatalogDbContext db) : IRequestHandler<GetStock, Result<StockDto>>
{
    public async Task<Result<StockDto>> Handle(GetStock query, CancellationToken ct) =>
        (await StockReader.ReadAsync(db, [query.Sku], ct)) is [var stock] ? stock : Error.NotFound("variant");
}

internal static class GetStockEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/catalog/stock/{sku}",
                async (string sku, IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetStock(sku), ct)).ToOk()
            )
            .Describe("getStock", "Stock", "On hand, reserved and available of a SKU")
            .Produces<StockDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Staff);
}
