using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Features.DeleteProduct;

internal sealed record DeleteProduct(string IdOrSlug, IfMatch IfMatch) : ICommand;

internal sealed class DeleteProductValidator : AbstractValidator<DeleteProduct>
{
    public DeleteProductValidator() => RuleFor(x => x.IdOrSlug).NotEmpty();
}

internal sealed class DeleteProductHandler(ProductWriter writer, ProductPrecondition precondition, TimeProvider clock)
    : IRequestHandler<DeleteProduct, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(DeleteProduct command, CancellationToken ct)
    {
        if (await writer.LoadAsync(command.IdOrSlug, ct) is not { } product)
        {
            return Error.NotFound("product");
        }

        if (await precondition.CheckAsync(command.IfMatch, product, ct) is { } refusal)
        {
            return refusal;
        }

        product.Delete(clock.GetUtcNow());
        product.Announce(null);
        return Unit.Value;
    }
}

internal static class DeleteProductEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/catalog/products/{idOrSlug}",
                async (string idOrSlug, IfMatch ifMatch, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new DeleteProduct(idOrSlug, ifMatch), ct)).ToNoContent()
            )
            .Describe("deleteProduct", "Catalog", "Takes a product off the shelf for good; its slug and SKUs become free")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(401, 403, 404, 412)
            .RequireAuthorization(Policies.Staff);
}
