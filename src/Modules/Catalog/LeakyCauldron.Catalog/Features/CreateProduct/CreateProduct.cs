using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.CreateProduct;

internal sealed record CreateProduct(ProductBody Body, Caller Caller) : ICommand<ProductWritten>;

internal sealed class CreateProductValidator : AbstractValidator<CreateProduct>
{
    public CreateProductValidator() => RuleFor(x => x.Body).SetValidator(new ProductBodyValidator());
}

internal sealed class CreateProductHandler(CatalogDbContext db, ProductWriter writer, TimeProvider clock)
    : IRequestHandler<CreateProduct, Result<ProductWritten>>
{
    public async Task<Result<ProductWritten>> Handle(CreateProduct command, CancellationToken ct)
    {
        var slug = await writer.FreeSlugAsync(command.Body, ct);
        if (slug.IsError)
        {
            return slug.Error;
        }

        var product = new Product(slug.Value, command.Body.Title, clock.GetUtcNow());
        db.Products.Add(product);
        var refusal = await writer.ApplyAsync(product, command.Body with { Slug = null }, command.Caller.UserId, ct);
        return refusal is null ? new ProductWritten(product.Id) : refusal;
    }
}

internal static class CreateProductEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/catalog/products",
                async (ProductBody body, Caller caller, IMediator mediator, ProductReader reader, ShopCurrency shop, CancellationToken ct) =>
                {
                    var result = await mediator.Send(new CreateProduct(body, caller), ct);
                    return await ProductResult.OfWriteAsync(result, 201, reader, shop, ct);
                }
            )
            .Describe("createProduct", "Catalog", "A new product with its variants, prices and first stock")
            .Idempotent()
            .Produces<ProductDto>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 409)
            .RequireAuthorization(Policies.Staff);
}
