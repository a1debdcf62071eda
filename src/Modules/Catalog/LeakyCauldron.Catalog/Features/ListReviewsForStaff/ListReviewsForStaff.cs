using LeakyCauldron.Catalog.Reviews;

namespace LeakyCauldron.Catalog.Features.ListReviewsForStaff;

internal sealed record ListReviewsForStaff(ReviewStatus? Status, int? Limit, string? After) : IQuery<Page<ReviewDto>>;

internal sealed class ListReviewsForStaffHandler(CatalogDbContext db) : IRequestHandler<ListReviewsForStaff, Result<Page<ReviewDto>>>
{
    public Task<Result<Page<ReviewDto>>> Handle(ListReviewsForStaff query, CancellationToken cancellationToken)
    {
        var status = query.Status ?? ReviewStatus.Pending;
        return ReviewPage.ReadAsync(db.Reviews.AsNoTracking().Where(r => r.Status == status), query.Limit, query.After, cancellationToken);
    }
}

internal static class ListReviewsForStaffEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/catalog/reviews",
                async (string? status, int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                {
                    if (status is null)
                    {
                        return (await mediator.Send(new ListReviewsForStaff(null, limit, after), ct)).ToOk();
                    }

                    return Enum.TryParse<ReviewStatus>(status, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsDigit(status[0])
                        ? (await mediator.Send(new ListReviewsForStaff(known, limit, after), ct)).ToOk()
                        : Error.Validation("status", "pending, approved or rejected.").ToHttp();
                }
            )
            .Describe("listReviewsForStaff", "Catalog", "Reviews that wait to be looked at, or those of another status")
            .Produces<Page<ReviewDto>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Staff);
}
