using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.ExportProducts;

internal static class ExportProductsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/catalog/exports/products.csv",
                async (HttpResponse response, ProductExport export, CancellationToken ct) =>
                {
                    response.ContentType = "text/csv; charset=utf-8";
                    response.Headers.ContentDisposition = "attachment; filename=\"products.csv\"";
                    response.Headers.CacheControl = "no-store";
                    await export.WriteAsync(response.Body, ct);
                }
            )
            .Describe("exportProducts", "Catalog", "All products as a Shopify product CSV, which imports back to the same catalogue")
            .Produces<string>(StatusCodes.Status200OK, "text/csv")
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);
}
