using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Reviews;

namespace LeakyCauldron.Catalog.Features.ModerateReview;

/// <summary>The new status.</summary>
internal sealed record ReviewStatusBody(ReviewStatus Status);

internal sealed record ModerateReview(Guid Id, ReviewStatus Status, Guid? Actor) : ICommand<ReviewDto>;

/// <summary>
/// The product's rating changes in the same transaction. Two decisions about one product at once both write the product's row: the second to save loses, comes back, and
/// counts the first one's too.
/// </summary>
internal sealed class ModerateReviewHandler(CatalogDbContext db, ProductWriter writer, ProductAnnouncer announcer, TimeProvider clock)
    : IRequestHandler<ModerateReview, Result<ReviewDto>>
{
    public async Task<Result<ReviewDto>> Handle(ModerateReview command, CancellationToken cancellationToken)
    {
        var review = await db.Reviews.FirstOrDefaultAsync(r => r.Id == command.Id, cancellationToken);
        if (review is null)
        {
            return Error.NotFound("review");
        }

        // Before the sum is read: whoever commits in between has moved the row that is loaded here.
        var product = await writer.LoadAsync(review.ProductId.ToString(), cancellationToken);
        review.Moderate(command.Status, command.Actor, clock.GetUtcNow());
        if (product is not null)
        {
            var others = await db
                .Reviews.Where(r => r.ProductId == review.ProductId && r.Status == ReviewStatus.Approved && r.Id != review.Id)
                .GroupBy(r => r.ProductId)
                .Select(g => new { Sum = g.Sum(r => r.Rating), Count = g.Count() })
                .FirstOrDefaultAsync(cancellationToken);
            var mine = command.Status == ReviewStatus.Approved ? 1 : 0;
            product.Rate((others?.Sum ?? 0) + (mine * review.Rating), (others?.Count ?? 0) + mine);
            await announcer.AnnounceAsync([product], cancellationToken);
        }

        return ReviewDto.Of(review);
    }
}

internal static class ModerateReviewEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut(
                "/catalog/reviews/{id:guid}/status",
                async (Guid id, ReviewStatusBody body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ModerateReview(id, body.Status, caller.UserId), ct)).ToOk()
            )
            .Describe("moderateReview", "Catalog", "Approves or rejects a review; the product's rating follows")
            .Produces<ReviewDto>()
            .ProducesProblems(400, 401, 403, 404)
            .RequireAuthorization(Policies.Staff);
}
