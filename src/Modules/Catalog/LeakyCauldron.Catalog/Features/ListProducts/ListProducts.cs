using LeakyCauldron.Catalog.Products;
using Microsoft.AspNetCore.Mvc;

namespace LeakyCauldron.Catalog.Features.ListProducts;

internal sealed record ListProducts(ProductFilter Filter, string? Sort, string? Currency, int? Limit, string? After) : IQuery<Page<ProductListItem>>;

internal sealed class ListProductsValidator : AbstractValidator<ListProducts>
{
    public ListProductsValidator()
    {
        RuleFor(x => x.Filter.MinPrice).GreaterThanOrEqualTo(0).OverridePropertyName("minPrice");
        RuleFor(x => x.Filter.MaxPrice).GreaterThanOrEqualTo(0).OverridePropertyName("maxPrice");
        RuleFor(x => x.Filter.MaxPrice)
            .GreaterThanOrEqualTo(x => x.Filter.MinPrice)
            .When(x => x.Filter is { MinPrice: not null, MaxPrice: not null })
            .OverridePropertyName("maxPrice")
            .WithMessage("Must not be below minPrice.");
        RuleFor(x => x.Filter.Brands.Count).LessThanOrEqualTo(100).OverridePropertyName("brand");
        RuleFor(x => x.Filter.Tags.Count).LessThanOrEqualTo(100).OverridePropertyName("tag");
    }
}

internal sealed class ListProductsHandler(
    [FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database,
    CatalogDbContext db,
    ShopCurrency shop,
    TimeProvider clock
) : IRequestHandler<ListProducts, Result<Page<ProductListItem>>>
{
    public async Task<Result<Page<ProductListItem>>> Handle(ListProducts query, CancellationToken ct)
    {
        var currency = shop.Of(query.Currency);
        var limit = PageLimit.Of(query.Limit);
        var order = ProductOrder.Of(query.Sort);
        var cursor = Cursor.Decode<ProductCursor>(query.After);
        if ((currency.Error ?? limit.Error ?? order.Error ?? cursor.Error) is { } error)
        {
            return error;
        }

        if (cursor.Value is { } given && !order.Value!.Understands(given))
        {
            return Error.Validation("after", "This is not a cursor of this list.", "invalid_cursor");
        }

        Collection? collection = null;
        if (query.Filter.Collection is { } key)
        {
            collection = await FindCollectionAsync(key, ct);
            if (collection is null)
            {
                return new Page<ProductListItem>([], null, 0);
            }
        }

        var page = new ProductPage(database, query.Filter, collection, order.Value!, currency.Value!, clock.GetUtcNow());
        return await page.ReadAsync(cursor.Value, limit.Value, ct);
    }

    private Task<Collection?> FindCollectionAsync(string idOrSlug, CancellationToken ct) =>
        Guid.TryParse(idOrSlug, out var id)
            ? db.Collections.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct)
            : db.Collections.AsNoTracking().FirstOrDefaultAsync(c => c.Slug == idOrSlug, ct);
}

internal static class ListProductsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/catalog/products",
                async (
                    string? category,
                    string? collection,
                    [FromQuery] string[] brand,
                    [FromQuery] string[] tag,
                    long? minPrice,
                    long? maxPrice,
                    bool? inStock,
                    string? sort,
                    string? currency,
                    int? limit,
                    string? after,
                    HttpRequest request,
                    IMediator mediator,
                    ListCache lists
                ) =>
                {
                    var filter = new ProductFilter(category, collection, brand, tag, minPrice, maxPrice, inStock);
                    var query = new ListProducts(filter, sort, currency, limit, after);
                    var page = await lists.GetAsync(request.QueryString.Value ?? "", ct => mediator.Send(query, ct));
                    return page.IsError ? page.Error.ToHttp() : new ListResult(page.Value);
                }
            )
            .Describe("listProducts", "Catalog", "Published products; minPrice and maxPrice in minor units")
            .Produces<Page<ProductListItem>>()
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(400)
            .AllowAnonymous();
}
