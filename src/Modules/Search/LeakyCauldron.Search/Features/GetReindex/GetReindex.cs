using LeakyCauldron.Search.Persistence;
using LeakyCauldron.Search.Reindexing;

namespace LeakyCauldron.Search.Features.GetReindex;

internal sealed record GetReindex : IQuery<ReindexDto>;

internal sealed class GetReindexHandler(SearchDbContext db) : IRequestHandler<GetReindex, Result<ReindexDto>>
{
    public async Task<Result<ReindexDto>> Handle(GetReindex request, CancellationToken cancellationToken) =>
        await db.Reindexes.AsNoTracking().OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellationToken) is { } run
            ? ReindexDto.Of(run)
            : Error.NotFound("reindex");
}

internal static class GetReindexEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/admin/search/reindex", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetReindex(), ct)).ToOk())
            .Describe("getReindex", "Search", "How far the latest rebuild of the search index is")
            .Produces<ReindexDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Staff);
}
