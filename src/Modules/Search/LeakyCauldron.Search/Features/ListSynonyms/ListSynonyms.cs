using LeakyCauldron.Search.Persistence;
using LeakyCauldron.Search.Synonyms;

namespace LeakyCauldron.Search.Features.ListSynonyms;

internal sealed record ListSynonyms : IQuery<SynonymsDto>;

internal sealed class ListSynonymsHandler(SearchDbContext db) : IRequestHandler<ListSynonyms, Result<SynonymsDto>>
{
    public async Task<Result<SynonymsDto>> Handle(ListSynonyms request, CancellationToken cancellationToken) =>
        SynonymsDto.Of(await db.Synonyms.AsNoTracking().SingleOrDefaultAsync(cancellationToken));
}

internal static class ListSynonymsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/admin/search/synonyms", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListSynonyms(), ct)).ToOk())
            .Describe("listSynonyms", "Search", "Words that stand for each other in a search")
            .Produces<SynonymsDto>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);
}
