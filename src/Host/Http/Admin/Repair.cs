using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;

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
                async (Guid id, MessagingRepair repair, CancellationToken ct) => (await repair.RetryAsync(id, ct)).ToNoContent()
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
                async (Guid id, MessagingRepair repair, CancellationToken ct) => (await repair.DiscardAsync(id, ct)).ToNoContent()
            )
            .Describe("discardDeadLetter", "Operations", "Throws away a dead letter that can never be handled")
            .Produces(204)
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Admin);
    }

    private static async Task<IResult> RedriveAsync(RedriveRequest? request, StuckEvents stuck, MessagingRepair repair, CancellationToken ct) =>
        ModuleName.Check(request?.Module, stuck) is { } error
            ? error.ToHttp()
            : new Result<RedriveDto>(new(await repair.RedriveAsync(request?.Module, request?.Key, ct)), null).ToOk();

    private static async Task<IResult> ReplayAsync(ReplayRequest? request, StuckEvents stuck, MessagingRepair repair, CancellationToken ct)
    {
        if (ModuleName.Check(request?.Module, stuck) is { } error)
        {
            return error.ToHttp();
        }

        var report = await repair.ReplayAllAsync(request?.Module, ct);
        return new Result<ReplayDto>(new(report.Replayed, report.Failed), null).ToOk();
    }
}
