namespace LeakyCauldron.Cart.Features.Promotions;

internal sealed record DeletePromotion(Guid Id) : ICommand;

internal sealed class DeletePromotionHandler(CartDbContext db, TimeProvider clock) : IRequestHandler<DeletePromotion, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(DeletePromotion request, CancellationToken cancellationToken)
    {
        if (await db.Promotions.FirstOrDefaultAsync(p => p.Id == request.Id, cancellationToken) is not { } promotion)
        {
            return Error.NotFound("promotion");
        }

        promotion.Delete(clock.Now());
        await db.ChangeRulesAsync(cancellationToken);
        return Unit.Value;
    }
}

internal static class DeletePromotionEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/promotions/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new DeletePromotion(id), ct)).ToNoContent()
            )
            .Describe("deletePromotion", "Promotions", "Ends a promotion; its code may be used again")
            .Produces(204)
            .IsStaffOnly(404);
}
