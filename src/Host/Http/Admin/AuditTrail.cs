using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Audit;
using Microsoft.AspNetCore.Mvc;

namespace LeakyCauldron.Host.Http.Admin;

/// <summary>A page of the log. Where modules have databases of their own, each keeps its own part of the log, and the page is made of all of them.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Cursor of the next page.</param>
/// <param name="Total">Of all pages.</param>
/// <param name="OldestId">The oldest entry of the log that the answering process keeps.</param>
/// <param name="Missing">Modules in other processes that did not answer: what they did is not on this page.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Items, string? Next, long Total, Guid? OldestId, IReadOnlyList<string> Missing)
{
    /// <summary>Processes on one database answer with the same log, which counts once.</summary>
    public static AuditPage Of(AuditPage own, FanOutAnswers<AuditPage> others, int limit)
    {
        var parts = others.Answers.Select(a => a.Value).Prepend(own).DistinctBy(p => p.OldestId).ToArray();
        var found = parts.SelectMany(p => p.Items).DistinctBy(e => e.Id).OrderByDescending(e => e.Id).ToArray();
        var items = found.Take(limit).ToArray();
        var hasMore = found.Length > items.Length || Array.Exists(parts, p => p.Next is not null);
        return new(items, hasMore ? Cursor.Encode(new AuditCursor(items[^1].Id)) : null, parts.Sum(p => p.Total), own.OldestId, others.Missing);
    }
}

/// <summary>Where a page ended.</summary>
internal sealed record AuditCursor(Guid Id);

/// <summary>What staff have changed, newest first.</summary>
internal static class AuditEndpoint
{
    private const int LongestText = 200;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/admin/audit", ReadAsync)
            .Describe("listAuditEntries", "Operations", "Who changed what and when, as it was before and as it is now; newest first")
            .Produces<AuditPage>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Admin);

    private static async Task<IResult> ReadAsync(
        HttpContext http,
        [FromServices] AuditLog log,
        FanOut others,
        Guid? actorId,
        string? operation,
        string? module,
        string? path,
        DateTimeOffset? from,
        DateTimeOffset? to,
        int? limit,
        string? after,
        CancellationToken ct
    )
    {
        var (size, cursor) = (PageLimit.Of(limit), Cursor.Decode<AuditCursor>(after));
        if ((size.Error ?? cursor.Error) is { } refusal)
        {
            return refusal.ToHttp();
        }

        foreach (var (name, text) in new[] { ("operation", operation), ("module", module), ("path", path) })
        {
            if (text?.Length > LongestText)
            {
                return Error.Validation(name, $"At most {LongestText} characters.").ToHttp();
            }
        }

        var asked = others.AskAsync<AuditPage>(http, "/api/v1/admin/audit" + http.Request.QueryString, ct);
        var (items, total) = await log.ReadAsync(new AuditFilter(actorId, operation, module, path, from, to), cursor.Value?.Id, size.Value, ct);
        var next = items.Count > size.Value ? Cursor.Encode(new AuditCursor(items[size.Value - 1].Id)) : null;
        var own = new AuditPage([.. items.Take(size.Value)], next, total, await log.OldestAsync(ct), []);
        return new Result<AuditPage>(AuditPage.Of(own, await asked, size.Value), null).ToOk();
    }
}
