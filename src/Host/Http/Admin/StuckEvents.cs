using System.Text;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;
using Microsoft.AspNetCore.Mvc;

namespace LeakyCauldron.Host.Http.Admin;

/// <summary>An event that waits for an operator.</summary>
/// <param name="Id">What retry and discard ask for it by.</param>
/// <param name="Module">The module that could not send it, or could not handle it.</param>
/// <param name="EventId">The event's own id, <c>ce_id</c>.</param>
/// <param name="Consumer">The handler that gave up, or the module if none could be chosen; null for a parked event.</param>
/// <param name="Topic">Where it goes, or came from.</param>
/// <param name="Key">The aggregate.</param>
/// <param name="Type">Name on the wire.</param>
/// <param name="Version">The aggregate's event counter.</param>
/// <param name="OccurredAt">When the change was made.</param>
/// <param name="StuckSince">When it was parked or given up.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">Why it failed last.</param>
/// <param name="Payload">As committed or received: JSON, or text if it is none. Left out where it is longer than 64 KiB.</param>
/// <param name="PayloadBytes">Its length.</param>
internal sealed record StuckEventDto(
    Guid Id,
    string Module,
    Guid EventId,
    string? Consumer,
    string Topic,
    string Key,
    string Type,
    long Version,
    DateTimeOffset OccurredAt,
    DateTimeOffset StuckSince,
    int Attempts,
    string Error,
    JsonElement? Payload,
    int PayloadBytes
)
{
    private const int LongestPayload = 64 * 1024;

    public static StuckEventDto Of(StuckEvent e) =>
        new(
            e.Id,
            e.Module,
            e.MessageId,
            e.Consumer,
            e.Topic,
            e.Key,
            e.Type,
            e.Version,
            e.OccurredAt,
            e.StuckSince,
            e.Attempts,
            e.Error,
            e.Payload.Length > LongestPayload ? null : Read(e.Payload),
            e.Payload.Length
        );

    private static JsonElement Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(Encoding.UTF8.GetString(payload.Span));
        }
    }
}

/// <summary>A page of what is stuck, in whichever process.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Cursor of the next page.</param>
/// <param name="Total">Of all pages.</param>
/// <param name="Missing">Modules in other processes that did not answer.</param>
internal sealed record StuckEventPage(IReadOnlyList<StuckEventDto> Items, string? Next, long Total, IReadOnlyList<string> Missing)
{
    public static StuckEventPage Of(StuckEventPage own, FanOutAnswers<StuckEventPage> others, int limit)
    {
        var parts = others.Answers.Select(a => a.Value).Prepend(own).ToArray();
        var found = parts.SelectMany(p => p.Items).DistinctBy(e => (e.Module, e.Id)).OrderByDescending(e => e.Id).ToArray();
        var items = found.Take(limit).ToArray();
        var hasMore = found.Length > items.Length || Array.Exists(parts, p => p.Next is not null);
        return new(items, hasMore ? Cursor.Encode(new StuckEventCursor(items[^1].Id)) : null, parts.Sum(p => p.Total), others.Missing);
    }
}

/// <summary>Where a page of stuck events ended.</summary>
internal sealed record StuckEventCursor(Guid Id);

internal static class StuckEventEndpoints
{
    private delegate Task<IReadOnlyList<StuckEvent>> List(string? module, Guid? before, int limit, CancellationToken ct);

    public static void Map(IEndpointRouteBuilder api)
    {
        // Payloads hold addresses and links that open accounts: not for all of the staff.
        api.MapGet(
                "/admin/outbox/parked",
                (
                    HttpContext http,
                    string? module,
                    int? limit,
                    string? after,
                    StuckEvents stuck,
                    [FromServices] OtherProcesses others,
                    MessagingHealth health,
                    CancellationToken ct
                ) => PageAsync(http, others, module, limit, after, stuck, stuck.ParkedAsync, health, m => m.Parked, ct)
            )
            .Describe("listParkedEvents", "Operations", "Events that the broker refused too often, newest first")
            .Produces<StuckEventPage>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Admin);
        api.MapGet(
                "/admin/outbox/dead-letters",
                (
                    HttpContext http,
                    string? module,
                    int? limit,
                    string? after,
                    StuckEvents stuck,
                    [FromServices] OtherProcesses others,
                    MessagingHealth health,
                    CancellationToken ct
                ) => PageAsync(http, others, module, limit, after, stuck, stuck.DeadLettersAsync, health, m => m.DeadLetters, ct)
            )
            .Describe("listDeadLetters", "Operations", "Events that a handler gave up on, newest first")
            .Produces<StuckEventPage>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Admin);
    }

    private static async Task<IResult> PageAsync(
        HttpContext http,
        OtherProcesses others,
        string? module,
        int? limit,
        string? after,
        StuckEvents stuck,
        List list,
        MessagingHealth health,
        Func<MessagingStatus, long> count,
        CancellationToken ct
    )
    {
        var size = PageLimit.Of(limit);
        var cursor = Cursor.Decode<StuckEventCursor>(after);
        if ((size.Error ?? cursor.Error ?? others.Check(http, module)) is { } error)
        {
            return error.ToHttp();
        }

        var asked = others.AskAsync<StuckEventPage>(http, module, ct);
        var isHere = module is null || stuck.Modules.Contains(module, StringComparer.Ordinal);
        var found = isHere ? await list(module, cursor.Value?.Id, size.Value + 1, ct) : [];
        var items = found.Take(size.Value).Select(StuckEventDto.Of).ToArray();
        var report = await health.ReadAsync(ct);
        var total = report.Modules.Where(m => module is null || m.Module == module).Sum(count);
        var next = found.Count > size.Value ? Cursor.Encode(new StuckEventCursor(items[^1].Id)) : null;
        return new Result<StuckEventPage>(StuckEventPage.Of(new(items, next, total, []), await asked, size.Value), null).ToOk();
    }
}

internal static class ModuleName
{
    /// <summary>Null if it names no module, or one that is here.</summary>
    public static Error? Check(string? module, StuckEvents stuck) =>
        module is null || stuck.Modules.Contains(module, StringComparer.Ordinal)
            ? null
            : Error.Validation("module", $"Must be one of {string.Join(", ", stuck.Modules)}.");
}
