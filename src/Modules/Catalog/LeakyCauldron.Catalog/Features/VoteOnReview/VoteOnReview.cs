using LeakyCauldron.Catalog.Reviews;

namespace LeakyCauldron.Catalog.Features.VoteOnReview;

/// <summary>Whether it helped.</summary>
internal sealed record VoteBody(bool Helpful);

internal sealed record VoteOnReview(Guid Id, bool Helpful, Guid UserId) : ICommand<ReviewDto>;

internal sealed class VoteOnReviewHandler(CatalogDbContext db) : IRequestHandler<VoteOnReview, Result<ReviewDto>>
{
    public async Task<Result<ReviewDto>> Handle(VoteOnReview command, CancellationToken cancellationToken)
    {
        await db.Database.BeginTransactionAsync(cancellationToken);
        // The row is held while its votes are counted: each statement after the lock sees every vote that was committed before.
        var found = await db
            .Reviews.FromSql($"SELECT * FROM catalog.reviews WHERE id = {command.Id} AND status = 'approved' FOR UPDATE")
            .AsNoTracking()
            .Select(r => new { r.UserId })
            .ToListAsync(cancellationToken);
        if (found is not [var review])
        {
            return Error.NotFound("review");
        }

        if (review.UserId == command.UserId)
        {
            return Error.Conflict("own_review", "Nobody votes on a review of their own.");
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO catalog.review_votes (review_id, user_id, helpful) VALUES ({command.Id}, {command.UserId}, {command.Helpful})
            ON CONFLICT (review_id, user_id) DO UPDATE SET helpful = excluded.helpful
            """,
            cancellationToken
        );
        await ReviewVotes.CountAsync(db, [command.Id], cancellationToken);
        return ReviewDto.Of(await db.Reviews.AsNoTracking().SingleAsync(r => r.Id == command.Id, cancellationToken));
    }
}

internal static class VoteOnReviewEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/catalog/reviews/{id:guid}/votes",
                async (Guid id, VoteBody body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new VoteOnReview(id, body.Helpful, caller.UserId!.Value), ct)).ToOk()
            )
            .Describe("voteOnReview", "Catalog", "Says whether a review helped; one vote a person, which may be changed")
            .Idempotent()
            .Produces<ReviewDto>()
            .ProducesProblems(400, 401, 404, 409)
            .RequireAuthorization(Policies.Shopper);
}
