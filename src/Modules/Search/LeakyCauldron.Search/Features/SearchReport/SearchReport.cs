using LeakyCauldron.Search.Log;
using LeakyCauldron.Search.Persistence;
using Npgsql;

namespace LeakyCauldron.Search.Features.SearchReport;

internal sealed record SearchReport(int Days) : IQuery<SearchReportDto>;

/// <summary>What was searched in the last days.</summary>
/// <param name="From">The first day counted (UTC).</param>
/// <param name="To">The last, today.</param>
/// <param name="Searches">Searches with words, first pages only.</param>
/// <param name="Texts">Different ones.</param>
/// <param name="Top">The most frequent.</param>
/// <param name="ZeroResults">Those that most often found nothing with all their words.</param>
/// <param name="Slow">Those whose slowest answer took longest.</param>
internal sealed record SearchReportDto(
    DateOnly From,
    DateOnly To,
    long Searches,
    long Texts,
    IReadOnlyList<SearchedTextDto> Top,
    IReadOnlyList<SearchedTextDto> ZeroResults,
    IReadOnlyList<SearchedTextDto> Slow
);

/// <summary>One text.</summary>
/// <param name="Query">In lower case.</param>
/// <param name="Count">How often it was searched.</param>
/// <param name="ZeroResults">How often nothing had all its words.</param>
/// <param name="AverageMs">Time of an answer, in the middle.</param>
/// <param name="SlowestMs">The slowest answer.</param>
internal sealed record SearchedTextDto(string Query, long Count, long ZeroResults, double AverageMs, long SlowestMs);

internal sealed class SearchReportValidator : AbstractValidator<SearchReport>
{
    public SearchReportValidator() => RuleFor(r => r.Days).InclusiveBetween(1, RemoveOldSearches.KeptDays);
}

internal sealed class SearchReportHandler([FromKeyedServices(SearchDbContext.Schema)] NpgsqlDataSource database, TimeProvider time)
    : IRequestHandler<SearchReport, Result<SearchReportDto>>
{
    public async Task<Result<SearchReportDto>> Handle(SearchReport request, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = today.AddDays(1 - request.Days);
        await using var command = database.CreateCommand(
            """
            WITH s AS MATERIALIZED (
                SELECT text, sum(count)::bigint AS n, sum(zero)::bigint AS zero, sum(total_ms)::float8 / sum(count)::float8 AS average, max(slowest_ms) AS slowest
                  FROM search.searches WHERE day >= $1 GROUP BY text)
            (SELECT 0, coalesce(sum(n), 0)::bigint::text, count(*), 0, 0::float8, 0 FROM s)
            UNION ALL (SELECT 1, text, n, zero, average, slowest FROM s ORDER BY n DESC, text LIMIT 50)
            UNION ALL (SELECT 2, text, n, zero, average, slowest FROM s WHERE zero > 0 ORDER BY zero DESC, text LIMIT 50)
            UNION ALL (SELECT 3, text, n, zero, average, slowest FROM s ORDER BY slowest DESC, text LIMIT 50)
            """
        );
        command.Parameters.Add(new() { Value = from });
        var lists = new List<SearchedTextDto>[] { [], [], [], [] };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            lists[reader.GetInt32(0)]
                .Add(new(reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), Math.Round(reader.GetDouble(4), 1), reader.GetInt64(5)));
        }

        var sum = lists[0][0];
        return new SearchReportDto(
            from,
            today,
            long.Parse(sum.Query, System.Globalization.CultureInfo.InvariantCulture),
            sum.Count,
            lists[1],
            lists[2],
            lists[3]
        );
    }
}

internal static class SearchReportEndpoint
{
    private const int UsualDays = 7;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/admin/search/report",
                async (int? days, IMediator mediator, CancellationToken ct) => (await mediator.Send(new SearchReport(days ?? UsualDays), ct)).ToOk()
            )
            .Describe("getSearchReport", "Search", "Top, zero-result and slow searches of the last days, 7 unless said; nobody's name is kept")
            .Produces<SearchReportDto>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Staff);
}
