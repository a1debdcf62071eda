using LeakyCauldron.Search.Persistence;
using LeakyCauldron.Search.Synonyms;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Features.SaveSynonyms;

/// <summary>All synonyms of the shop, in place of those before.</summary>
/// <param name="Items">At most 1000.</param>
internal sealed record SynonymsBody(IReadOnlyList<SynonymDto> Items);

internal sealed record SaveSynonyms(SynonymsBody Body) : ICommand<SynonymsDto>;

internal sealed class SaveSynonymsValidator : AbstractValidator<SaveSynonyms>
{
    private const int MostRules = 1000;
    private const int MostTerms = SynonymSet.MostAlternatives;
    private const int LongestText = 100;

    public SaveSynonymsValidator()
    {
        RuleFor(c => c.Body.Items).NotNull().Must(items => items is not { Count: > MostRules }).WithMessage($"At most {MostRules} entries.");
        RuleForEach(c => c.Body.Items)
            .NotNull()
            .ChildRules(rule =>
            {
                rule.RuleFor(r => r.Terms).NotEmpty().Must(t => t is not { Count: > MostTerms }).WithMessage($"At most {MostTerms} terms.");
                rule.RuleFor(r => r.Means).Must(t => t is not { Count: > MostTerms }).WithMessage($"At most {MostTerms} meanings.");
                rule.RuleFor(r => r.Terms)
                    .Must((r, terms) => terms is null || terms.Count > 1 || r.Means is { Count: > 0 })
                    .WithMessage("One term alone stands for nothing: give another, or what it means.");
                rule.RuleForEach(r => r.Terms).Must(IsTerm).WithMessage(TermMessage);
                rule.RuleForEach(r => r.Means).Must(IsTerm).WithMessage(TermMessage);
            });
    }

    private static string TermMessage => $"One to {SynonymSet.LongestTerm} words, at most {LongestText} characters.";

    private static bool IsTerm(string? term) =>
        term is { Length: <= LongestText } && QueryText.Parse(term).Words.Count is > 0 and <= SynonymSet.LongestTerm;
}

internal sealed class SaveSynonymsHandler(SearchDbContext db) : IRequestHandler<SaveSynonyms, Result<SynonymsDto>>
{
    public async Task<Result<SynonymsDto>> Handle(SaveSynonyms request, CancellationToken cancellationToken)
    {
        var list = await db.Synonyms.SingleOrDefaultAsync(cancellationToken) ?? db.Synonyms.Add(SynonymList.Create()).Entity;
        list.Replace(request.Body.Items.Select(i => new SynonymRule([.. i.Terms.Select(t => t.Trim())], [.. (i.Means ?? []).Select(t => t.Trim())])));
        return SynonymsDto.Of(list);
    }
}

internal static class SaveSynonymsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut(
                "/admin/search/synonyms",
                async (SynonymsBody body, IMediator mediator, CancellationToken ct) => (await mediator.Send(new SaveSynonyms(body), ct)).ToOk()
            )
            .Describe("saveSynonyms", "Search", "Replaces the synonyms; searches use them within a second, without a new index")
            .Produces<SynonymsDto>()
            .ProducesProblems(401, 403)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
