using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;
using Microsoft.AspNetCore.Mvc;

namespace LeakyCauldron.Host.Http.Admin;

/// <summary>Which parked events to send again; nothing said means all.</summary>
/// <param name="Module">Those of one module.</param>
/// <param name="Key">Those of one aggregate.</param>
internal sealed record RedriveRequest(string? Module, string? Key);

/// <summary>What was redriven.</summary>
/// <param name="Redriven">Events that are sent again at once.</param>
internal sealed record RedriveDto(int Redriven);

/// <summary>Which dead letters to deliver once more; nothing said means all.</summary>
/// <param name="Module">Those of one module.</param>
internal sealed record ReplayRequest(string? Module);

/// <summary>What came of it.</summary>
/// <param name="Replayed">Handled now, and gone from the list.</param>
/// <param name="Failed">Failed again, and still there with the new error.</param>
internal sealed record ReplayDto(int Replayed, int Failed);

/// <summary>
/// None of these needs an Idempotency-Key: once done there is nothing left to do again, and a handler's effect is guarded by its inbox.
/// </summary>
internal static class RepairEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/admin/outbox/{id:guid}/retry",
                async (HttpContext http, Guid id, MessagingRepair repair, [FromServices] OtherProcesses others, CancellationToken ct) =>
                    await others.ByOwnerAsync(http, await repair.RetryAsync(id, ct), ct)
            )
            .Describe("retryEvent", "Operations", "Sends a parked event again, or delivers a dead letter once more")
            .Produces(204)
            .ProducesProblems(401, 403, 404, 409)
            .RequireAuthorization(Policies.Admin);
        api.MapPost("/admin/outbox/redrive", RedriveAsync)
            .Describe("redriveOutbox", "Operations", "Sends parked events again, of all modules, one, or one aggregate")
            .Produces<RedriveDto>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Admin);
        api.MapPost("/admin/outbox/dead-letters/replay", ReplayAsync)
            .Describe("replayDeadLetters", "Operations", "Delivers dead letters once more, oldest first, of all modules or one")
            .Produces<ReplayDto>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Admin);
        api.MapDelete(
                "/admin/outbox/dead-letters/{id:guid}",
                async (HttpContext http, Guid id, MessagingRepair repair, [FromServices] OtherProcesses others, CancellationToken ct) =>
                    await others.ByOwnerAsync(http, await repair.DiscardAsync(id, ct), ct)
            )
            .Describe("discardDeadLetter", "Operations", "Throws away a dead letter that can never be handled")
            .Produces(204)
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Admin);
    }

    private static async Task<IResult> RedriveAsync(
        HttpContext http,
        RedriveRequest? request,
        StuckEvents stuck,
        MessagingRepair repair,
        [FromServices] OtherProcesses others,
        CancellationToken ct
    )
    {
        if (others.Check(http, request?.Module) is { } error)
        {
            return error.ToHttp();
        }

        var redriven = IsHere(request?.Module, stuck) ? await repair.RedriveAsync(request?.Module, request?.Key, ct) : 0;
        var replies = await others.TellAsync(http, request?.Module, request ?? new(null, null), ct);
        return new Result<RedriveDto>(new(redriven + replies.Sum(r => Count(r, "redriven"))), null).ToOk();
    }

    private static async Task<IResult> ReplayAsync(
        HttpContext http,
        ReplayRequest? request,
        StuckEvents stuck,
        MessagingRepair repair,
        [FromServices] OtherProcesses others,
        CancellationToken ct
    )
    {
        if (others.Check(http, request?.Module) is { } error)
        {
            return error.ToHttp();
        }

        var (replayed, failed) = (0, 0);
        if (IsHere(request?.Module, stuck))
        {
            var report = await repair.ReplayAllAsync(request?.Module, ct);
            (replayed, failed) = (report.Replayed, report.Failed);
        }

        var replies = await others.TellAsync(http, request?.Module, request ?? new(null), ct);
        return new Result<ReplayDto>(
            new(replayed + replies.Sum(r => Count(r, "replayed")), failed + replies.Sum(r => Count(r, "failed"))),
            null
        ).ToOk();
    }

    private static bool IsHere(string? module, StuckEvents stuck) => module is null || stuck.Modules.Contains(module, StringComparer.Ordinal);

    private static int Count(FanOutReply reply, string field) => reply.Body is { } body && body.TryGetProperty(field, out var n) ? n.GetInt32() : 0;
}
