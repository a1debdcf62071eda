using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;

namespace LeakyCauldron.Host.Http.Admin;

/// <summary>How the events of all modules stand, in whichever process they are.</summary>
/// <param name="At">When this was read.</param>
/// <param name="Transport">What carries the events.</param>
/// <param name="BrokerFailure">Why the broker does not answer, if so; what consumers are behind is then not known.</param>
/// <param name="Items">One entry a module.</param>
/// <param name="Missing">Modules in other processes that did not answer.</param>
internal sealed record OutboxStatusDto(
    DateTimeOffset At,
    string Transport,
    string? BrokerFailure,
    IReadOnlyList<ModuleOutboxDto> Items,
    IReadOnlyList<string> Missing
)
{
    public static OutboxStatusDto Of(MessagingReport report, FanOutAnswers<OutboxStatusDto> others)
    {
        var own = report.Modules.Select(ModuleOutboxDto.Of);
        var theirs = others.Answers.SelectMany(a => a.Value.Items.Where(i => a.Modules.Contains(i.Module, StringComparer.Ordinal))).ToArray();
        return new(
            report.At,
            report.Transport,
            report.BrokerFailure,
            [.. own.Where(o => !Array.Exists(theirs, t => t.Module == o.Module)).Concat(theirs).OrderBy(m => m.Module, StringComparer.Ordinal)],
            others.Missing
        );
    }
}

/// <summary>How the events of one module stand.</summary>
/// <param name="Module">The module.</param>
/// <param name="Lag">Seconds since the change behind the oldest event that is not sent yet; parked ones do not count.</param>
/// <param name="OldestUnsentAt">When that change was made; null if all is sent.</param>
/// <param name="Backlog">Events not yet acknowledged by the broker.</param>
/// <param name="Waiting">Events that the broker refused and that are sent again by themselves.</param>
/// <param name="Failed">Events that the broker refused too often: parked until an operator acts.</param>
/// <param name="ParkedKeys">Aggregates whose events wait behind those.</param>
/// <param name="DeadLetters">Events of others that this module gave up on.</param>
/// <param name="Outage">Why nothing can be sent or looked at, at present, if so.</param>
/// <param name="Consumers">What the module has yet to handle, per topic.</param>
internal sealed record ModuleOutboxDto(
    string Module,
    double Lag,
    DateTimeOffset? OldestUnsentAt,
    long Backlog,
    long Waiting,
    long Failed,
    long ParkedKeys,
    long DeadLetters,
    string? Outage,
    IReadOnlyList<ConsumerDto> Consumers
)
{
    public static ModuleOutboxDto Of(MessagingStatus status) =>
        new(
            status.Module,
            Math.Round(status.Lag.TotalSeconds, 3),
            status.OldestUnsent,
            status.Backlog,
            status.Waiting,
            status.Parked,
            status.ParkedKeys,
            status.DeadLetters,
            status.Outage,
            [.. status.Consumers.Select(c => new ConsumerDto(c.Topic, c.Behind))]
        );
}

/// <summary>A module's reading of one topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Behind">Events not yet handled.</param>
internal sealed record ConsumerDto(string Topic, long Behind);

internal static class OutboxStatusEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/admin/outbox", ReadAsync)
            .Describe("getOutbox", "Operations", "Lag, backlog and failures of the events, per module")
            .Produces<OutboxStatusDto>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);

    private static async Task<IResult> ReadAsync(HttpContext http, MessagingHealth health, FanOut others, CancellationToken ct)
    {
        var asked = others.AskAsync<OutboxStatusDto>(http, "/api/v1/admin/outbox", ct);
        var report = await health.ReadAsync(ct);
        return new Result<OutboxStatusDto>(OutboxStatusDto.Of(report, await asked), null).ToOk();
    }
}
