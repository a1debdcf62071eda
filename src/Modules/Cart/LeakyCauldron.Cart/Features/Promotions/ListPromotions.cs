namespace LeakyCauldron.Cart.Features.Promotions;

internal sealed record ListPromotions(int? Limit, string? After) : IQuery<Page<PromotionDto>>;

internal sealed class ListPromotionsHandler(CartDbContext db) : IRequestHandler<ListPromotions, Result<Page<PromotionDto>>>
{
    public async Task<Result<Page<PromotionDto>>> Handle(ListPromotions request, CancellationToken cancellationToken)
    {
        var limit = PageLimit.Of(request.Limit);
        var after = Cursor.Decode<Position>(request.After);
        if ((limit.Error ?? after.Error) is { } error)
        {
            return error;
        }

        var promotions = db.Promotions.AsNoTracking();
        var total = await promotions.LongCountAsync(cancellationToken);
        var last = after.Value?.Id;
        var found = await promotions
            .Where(p => last == null || p.Id > last)
            .OrderBy(p => p.Id)
            .Take(limit.Value + 1)
            .Select(p => new { Promotion = p, Used = db.Redemptions.Count(r => r.PromotionId == p.Id) })
            .ToListAsync(cancellationToken);
        var items = found.Take(limit.Value).Select(f => PromotionDto.Of(f.Promotion, f.Used)).ToArray();
        return new Page<PromotionDto>(items, found.Count > limit.Value ? Cursor.Encode(new Position(items[^1].Id)) : null, total);
    }

    private sealed record Position(Guid Id);
}

internal sealed record GetPromotion(Guid Id) : IQuery<PromotionDto>;

internal sealed class GetPromotionHandler(CartDbContext db) : IRequestHandler<GetPromotion, Result<PromotionDto>>
{
    public async Task<Result<PromotionDto>> Handle(GetPromotion request, CancellationToken cancellationToken)
    {
        var found = await db
            .Promotions.AsNoTracking()
            .Where(p => p.Id == request.Id)
            .Select(p => new { Promotion = p, Used = db.Redemptions.Count(r => r.PromotionId == p.Id) })
            .FirstOrDefaultAsync(cancellationToken);
        return found is null ? Error.NotFound("promotion") : PromotionDto.Of(found.Promotion, found.Used);
    }
}

internal static class ListPromotionsEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/promotions",
                async (int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListPromotions(limit, after), ct)).ToOk()
            )
            .Describe("listPromotions", "Promotions", "Automatic promotions and coupons, the oldest first")
            .Produces<Page<PromotionDto>>()
            .IsStaffOnly(400);
        api.MapGet(
                "/promotions/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetPromotion(id), ct)).ToOk()
            )
            .Describe("getPromotion", "Promotions", "A promotion and how often it was used")
            .Produces<PromotionDto>()
            .IsStaffOnly(404);
    }
}
