using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.UpdateProduct;

internal sealed record UpdateProduct(string IdOrSlug, ProductBody Body, IfMatch IfMatch, Caller Caller) : ICommand<ProductWritten>;

internal sealed class UpdateProductValidator : AbstractValidator<UpdateProduct>
{
    public UpdateProductValidator() => RuleFor(x => x.Body).SetValidator(new ProductBodyValidator());
}

internal sealed class UpdateProductHandler(ProductWriter writer, ProductPrecondition precondition)
    : IRequestHandler<UpdateProduct, Result<ProductWritten>>
{
    public async Task<Result<ProductWritten>> Handle(UpdateProduct command, CancellationToken ct)
    {
        if (await writer.LoadAsync(command.IdOrSlug, ct) is not { } product)
        {
            return Error.NotFound("product");
        }

        var refusal =
            await precondition.CheckAsync(command.IfMatch, product, ct) ?? await writer.ApplyAsync(product, command.Body, command.Caller.UserId, ct);
        return refusal is null ? new ProductWritten(product.Id) : refusal;
    }
}

internal static class UpdateProductEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut(
                "/catalog/products/{idOrSlug}",
                async (
                    string idOrSlug,
                    ProductBody body,
                    IfMatch ifMatch,
                    Caller caller,
                    IMediator mediator,
                    ProductReader reader,
                    ShopCurrency shop,
                    CancellationToken ct
                ) =>
                {
                    var result = await mediator.Send(new UpdateProduct(idOrSlug, body, ifMatch, caller), ct);
                    return await ProductResult.OfWriteAsync(result, 200, reader, shop, ct);
                }
            )
            .Describe("updateProduct", "Catalog", "Replaces a product's content; stock has calls of its own")
            .Idempotent()
            .Produces<ProductDto>()
            .ProducesProblems(400, 401, 403, 404, 409, 412)
            .RequireAuthorization(Policies.Staff);
}
