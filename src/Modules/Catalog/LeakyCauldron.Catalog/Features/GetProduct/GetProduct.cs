using LeakyCauldron.Catalog.Products;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LeakyCauldron.Catalog.Features.GetProduct;

/// <summary>Staff also see what is not published.</summary>
internal sealed record GetProduct(string IdOrSlug, string? Currency, Caller Caller) : IQuery<FoundProduct>;

internal sealed class GetProductHandler(ProductReader products, ShopCurrency shop) : IRequestHandler<GetProduct, Result<FoundProduct>>
{
    public async Task<Result<FoundProduct>> Handle(GetProduct query, CancellationToken ct)
    {
        var currency = shop.Of(query.Currency);
        if (currency.IsError)
        {
            return currency.Error;
        }

        var found = await products.FindAsync(query.IdOrSlug, currency.Value, ct);
        return found.MovedTo is null && !(found.Product is not null && (found.Visible || query.Caller.IsStaff)) ? Error.NotFound("product") : found;
    }
}

internal static class GetProductEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/catalog/products/{idOrSlug}",
                async (string idOrSlug, string? currency, Caller caller, HttpRequest request, IMediator mediator, CancellationToken ct) =>
                {
                    var result = await mediator.Send(new GetProduct(idOrSlug, currency, caller), ct);
                    return result.IsError ? result.Error.ToHttp()
                        : result.Value.MovedTo is { } slug ? Moved(request, slug)
                        : new ProductResult(200, result.Value);
                }
            )
            .Describe("getProduct", "Catalog", "A product by id or slug; a former slug answers with the present one")
            .Produces<ProductDto>()
            .Produces(StatusCodes.Status301MovedPermanently)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(400, 404)
            .AllowAnonymous();

    private static RedirectHttpResult Moved(HttpRequest request, string slug) =>
        TypedResults.Redirect($"{request.PathBase}/api/v1/catalog/products/{Uri.EscapeDataString(slug)}{request.QueryString}", permanent: true);
}
