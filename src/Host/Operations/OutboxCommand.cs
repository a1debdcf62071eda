using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Http.Admin;

namespace LeakyCauldron.Host.Operations;

/// <summary>
/// <c>outbox status|redrive|replay</c>: sees and mends stuck events on the database itself, so that it works beside a running host, and without one. A host that runs notices what
/// was redriven by its next look.
/// </summary>
internal static class OutboxCommand
{
    private const string Usage =
        "usage: outbox status [--json] | outbox redrive [MODULE [KEY]] | outbox replay [MODULE | ID]   (an ID is a dead letter's or a parked event's)";

    public static async Task<int> RunOutboxCommandAsync(this WebApplicationBuilder builder, string[] args, CancellationToken ct)
    {
        await using var app = builder.Build();
        var services = app.Services;
        switch (args[1..])
        {
            case [] or ["status"]:
                await OutboxScreen.PrintAsync(
                    await services.GetRequiredService<MessagingHealth>().ReadAsync(ct),
                    services.GetRequiredService<StuckEvents>(),
                    ct
                );
                return 0;
            case ["status", "--json"]:
                var report = OutboxStatusDto.Of(await services.GetRequiredService<MessagingHealth>().ReadAsync(ct), new([], []));
                return await SayAsync(JsonSerializer.Serialize(report, Json.Wire));
            case ["redrive", .. { Length: <= 2 } which]:
                return await RedriveAsync(services, which.ElementAtOrDefault(0), which.ElementAtOrDefault(1), ct);
            case ["replay", var id] when Guid.TryParse(id, out var stuck):
                return await RetryAsync(services, stuck, ct);
            case ["replay", .. { Length: <= 1 } which]:
                return await ReplayAsync(services, which.ElementAtOrDefault(0), ct);
            default:
                throw new InvalidStartException(Usage);
        }
    }

    private static async Task<int> RedriveAsync(IServiceProvider services, string? module, string? key, CancellationToken ct)
    {
        Check(services, module);
        var redriven = await services.GetRequiredService<MessagingRepair>().RedriveAsync(module, key, ct);
        return await SayAsync($"{redriven} parked events will be sent again.");
    }

    private static async Task<int> RetryAsync(IServiceProvider services, Guid id, CancellationToken ct)
    {
        var result = await services.GetRequiredService<MessagingRepair>().RetryAsync(id, ct);
        return result.Error is { } error ? await SayAsync($"{error.Code}: {error.Message}", 1) : await SayAsync($"{id} is on its way.");
    }

    private static async Task<int> ReplayAsync(IServiceProvider services, string? module, CancellationToken ct)
    {
        Check(services, module);
        var report = await services.GetRequiredService<MessagingRepair>().ReplayAllAsync(module, ct);
        return await SayAsync(
            $"{report.Replayed} dead letters handled, {report.Failed} failed again (outbox status says why).",
            report.Failed > 0 ? 1 : 0
        );
    }

    private static void Check(IServiceProvider services, string? module)
    {
        if (ModuleName.Check(module, services.GetRequiredService<StuckEvents>()) is { } error)
        {
            throw new InvalidStartException($"MODULE is \"{module}\". {error.Message}");
        }
    }

    private static async Task<int> SayAsync(string line, int exitCode = 0)
    {
        await Console.Out.WriteLineAsync(line);
        return exitCode;
    }
}
