using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Audit;
using Microsoft.AspNetCore.Mvc;

namespace LeakyCauldron.Host.Http.Admin;

/// <summary>What staff have changed, newest first.</summary>
internal static class AuditEndpoint
{
    private const int LongestText = 200;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/admin/audit", ReadAsync)
            .Describe("listAuditEntries", "Operations", "Who changed what and when, as it was before and as it is now; newest first")
            .Produces<Page<AuditEntry>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Admin);

    private static async Task<IResult> ReadAsync(
        [FromServices] AuditLog log,
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
        var (size, cursor) = (PageLimit.Of(limit), Cursor.Decode<Last>(after));
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

        var (items, total) = await log.ReadAsync(new AuditFilter(actorId, operation, module, path, from, to), cursor.Value?.Id, size.Value, ct);
        var next = items.Count > size.Value ? Cursor.Encode(new Last(items[size.Value - 1].Id)) : null;
        return new Result<Page<AuditEntry>>(new Page<AuditEntry>([.. items.Take(size.Value)], next, total), null).ToOk();
    }

    private sealed record Last(Guid Id);
}
