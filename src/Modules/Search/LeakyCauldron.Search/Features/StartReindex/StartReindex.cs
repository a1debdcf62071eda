using LeakyCauldron.Search.Persistence;
using LeakyCauldron.Search.Reindexing;

namespace LeakyCauldron.Search.Features.StartReindex;

internal sealed record StartReindex : ICommand<ReindexDto>;

internal sealed class StartReindexHandler(SearchDbContext db, TimeProvider time) : IRequestHandler<StartReindex, Result<ReindexDto>>
{
    public async Task<Result<ReindexDto>> Handle(StartReindex request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var latest = await db.Reindexes.AsNoTracking().OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellationToken);
        if (latest?.IsOpenAt(now) == true)
        {
            return Error.Conflict("reindex_in_progress", "The search index is being built already.").With("id", latest.Id);
        }

        return ReindexDto.Of(db.Reindexes.Add(ReindexRun.Request(now)).Entity);
    }
}

internal static class StartReindexEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/admin/search/reindex",
                async (IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new StartReindex(), ct)).ToAccepted(_ => "/api/v1/admin/search/reindex")
            )
            .Describe(
                "startReindex",
                "Search",
                "Builds the search index anew beside the one in use, which is searched until the new one takes its place"
            )
            .Produces<ReindexDto>(202)
            .ProducesProblems(401, 403, 409)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
