using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Privacy;

namespace LeakyCauldron.Host.Http.Me;

/// <summary>All that the shop keeps about a person.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="ExportedAt">When it was read.</param>
/// <param name="Modules">What each part of the shop keeps, by its name.</param>
/// <param name="Missing">Parts in other processes that did not answer; ask again for theirs.</param>
internal sealed record PersonExport(
    Guid UserId,
    DateTimeOffset ExportedAt,
    IReadOnlyDictionary<string, JsonElement> Modules,
    IReadOnlyList<string> Missing
);

/// <summary>Every module in this process answers for itself, every other process for its own.</summary>
internal static class ExportPersonEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/me/export", ReadAsync)
            .Describe("exportPerson", "Me", "All personal data that any part of the shop keeps, in one document")
            .Produces<PersonExport>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Shopper);

    private static async Task<IResult> ReadAsync(
        HttpContext http,
        Caller caller,
        ModuleModel model,
        FanOut others,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var asked = others.AskAsync<PersonExport>(http, "/api/v1/me/export", ct);
        var modules = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in model.Enabled)
        {
            if (http.RequestServices.GetKeyedService<IPersonalData>(entry.Name) is { } data)
            {
                var kept = await data.ExportAsync(caller.UserId!.Value, ct);
                modules[entry.Name] = JsonSerializer.SerializeToElement(kept, kept.GetType(), Json.Wire);
            }
        }

        var answers = await asked;
        foreach (var (name, value) in answers.Answers.SelectMany(a => a.Value.Modules.Where(m => a.Modules.Contains(m.Key, StringComparer.Ordinal))))
        {
            modules[name] = value;
        }

        return new Result<PersonExport>(new PersonExport(caller.UserId!.Value, time.GetUtcNow(), modules, answers.Missing), null).ToOk();
    }
}
