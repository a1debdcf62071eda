using LeakyCauldron.Catalog.Reviews;

namespace LeakyCauldron.Catalog.Features.ListReviews;

internal sealed record ListReviews(string IdOrSlug, int? Limit, string? After) : IQuery<Page<ReviewDto>>;

internal sealed class ListReviewsHandler(CatalogDbContext db, TimeProvider clock) : IRequestHandler<ListReviews, Result<Page<ReviewDto>>>
{
    public async Task<Result<Page<ReviewDto>>> Handle(ListReviews query, CancellationToken cancellationToken)
    {
        var product = await db.VisibleIdAsync(query.IdOrSlug, clock.GetUtcNow(), cancellationToken);
        return product is null
            ? Error.NotFound("product")
            : await ReviewPage.ReadAsync(
                db.Reviews.AsNoTracking().Where(r => r.ProductId == product && r.Status == ReviewStatus.Approved),
                query.Limit,
                query.After,
                cancellationToken
            );
    }
}

internal static class ListReviewsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/catalog/products/{idOrSlug}/reviews",
                async (string idOrSlug, int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListReviews(idOrSlug, limit, after), ct)).ToOk()
            )
            .Describe("listReviews", "Catalog", "What shoppers say of a product, the newest first")
            .Produces<Page<ReviewDto>>()
            .ProducesProblems(400, 404)
            .AllowAnonymous();
}
