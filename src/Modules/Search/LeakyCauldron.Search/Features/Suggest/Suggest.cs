using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Features.Suggest;

internal sealed record Suggest(string? Q, int? Limit) : IQuery<Suggestions>;

internal sealed class SuggestValidator : AbstractValidator<Suggest>
{
    private const int LongestText = 256;
    private const int MostOfAKind = 10;

    public SuggestValidator()
    {
        RuleFor(s => s.Q).MaximumLength(LongestText);
        RuleFor(s => s.Limit).InclusiveBetween(1, MostOfAKind);
    }
}

internal sealed class SuggestHandler(ISearchEngine engine) : IRequestHandler<Suggest, Result<Suggestions>>
{
    private const int UsualOfAKind = 5;

    public Task<Result<Suggestions>> Handle(Suggest request, CancellationToken cancellationToken) =>
        engine.SuggestAsync(request.Q ?? "", request.Limit ?? UsualOfAKind, cancellationToken);
}

internal static class SuggestEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/search/suggest",
                async (string? q, int? limit, IMediator mediator, CancellationToken ct) => (await mediator.Send(new Suggest(q, limit), ct)).ToOk()
            )
            .Describe(
                "suggest",
                "Search",
                "Products, brands, categories and queries for the first letters of a search; limit of each kind, at most 10."
            )
            .Produces<Suggestions>()
            .ProducesProblems(400, 503)
            .AllowAnonymous();
}
