namespace LeakyCauldron.Cart.Features.Promotions;

/// <summary>Makes a promotion, or changes the one with the id.</summary>
internal sealed record SavePromotion(Guid? Id, PromotionBody Body) : ICommand<PromotionDto>;

internal sealed class SavePromotionValidator : AbstractValidator<SavePromotion>
{
    public SavePromotionValidator() => RuleFor(c => c.Body).SetValidator(new PromotionBodyValidator());
}

internal sealed class SavePromotionHandler(CartDbContext db, TimeProvider clock) : IRequestHandler<SavePromotion, Result<PromotionDto>>
{
    public async Task<Result<PromotionDto>> Handle(SavePromotion request, CancellationToken cancellationToken)
    {
        var terms = request.Body.ToTerms();
        if (terms.Code is not null && await db.Promotions.AnyAsync(p => p.Code == terms.Code && p.Id != request.Id, cancellationToken))
        {
            return Error.Conflict("coupon_code_taken", "Another promotion has this code.");
        }

        await db.ChangeRulesAsync(cancellationToken);
        if (request.Id is not { } id)
        {
            var created = Promotion.Create(terms, clock.Now());
            db.Promotions.Add(created);
            return PromotionDto.Of(created, 0);
        }

        if (await db.Promotions.FirstOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } promotion)
        {
            return Error.NotFound("promotion");
        }

        promotion.Change(terms);
        promotion.Recount(await db.Redemptions.CountAsync(r => r.PromotionId == id, cancellationToken));
        return PromotionDto.Of(promotion, promotion.Used);
    }
}

internal static class SavePromotionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/promotions",
                async (PromotionBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SavePromotion(null, body), ct)).ToCreated(p => $"/api/v1/promotions/{p.Id}")
            )
            .Describe("createPromotion", "Promotions", "A new promotion, automatic or by coupon")
            .Produces<PromotionDto>(201)
            .Idempotent()
            .IsStaffOnly();
        api.MapPut(
                "/promotions/{id:guid}",
                async (Guid id, PromotionBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SavePromotion(id, body), ct)).ToOk()
            )
            .Describe("changePromotion", "Promotions", "Sets everything of a promotion; it counts from now on")
            .Produces<PromotionDto>()
            .Idempotent()
            .IsStaffOnly(404);
    }
}
