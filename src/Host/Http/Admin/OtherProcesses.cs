using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using MediatR;

namespace LeakyCauldron.Host.Http.Admin;

/// <summary>Operators speak to one process; what they ask for may be any other's to do.</summary>
internal sealed class OtherProcesses(FanOut fanOut, ModuleModel model, StuckEvents here)
{
    private static readonly Error Away = Error.Unavailable("module_unavailable", "A module that this could concern does not answer.");

    /// <summary>Null if there is such a module, here or, unless another process asks, elsewhere.</summary>
    public Error? Check(HttpContext http, string? module)
    {
        var known = FanOut.IsAsked(http) ? here.Modules : [.. model.Modules.Select(m => m.Name)];
        return module is null || known.Contains(module, StringComparer.Ordinal)
            ? null
            : Error.Validation("module", $"Must be one of {string.Join(", ", known)}.");
    }

    /// <summary>The same question of everybody else, unless it is about a module that is here.</summary>
    public Task<FanOutAnswers<T>> AskAsync<T>(HttpContext http, string? module, CancellationToken ct) =>
        IsHere(module) ? Task.FromResult(new FanOutAnswers<T>([], [])) : fanOut.AskAsync<T>(http, PathOf(http), ct);

    /// <summary>The same order to everybody else, unless it is about a module that is here; refusals of those whom it does not concern are left out.</summary>
    public async Task<IReadOnlyList<FanOutReply>> TellAsync(HttpContext http, string? module, object? body, CancellationToken ct)
    {
        if (IsHere(module))
        {
            return [];
        }

        var told = await fanOut.TellAsync(http, HttpMethod.Parse(http.Request.Method), PathOf(http), body, ct);
        return [.. told.Answers.Select(a => a.Value).Where(r => r.Status is >= 200 and < 300)];
    }

    /// <summary>Done by whoever has it: by this process, or the first of the others that does not say 404.</summary>
    public async Task<IResult> ByOwnerAsync(HttpContext http, Result<Unit> own, CancellationToken ct)
    {
        if (own.Error is not { Kind: ErrorKind.NotFound })
        {
            return own.ToNoContent();
        }

        var told = await fanOut.TellAsync(http, HttpMethod.Parse(http.Request.Method), PathOf(http), null, ct);
        var reply = told.Answers.Select(a => a.Value).FirstOrDefault(r => r.Status != StatusCodes.Status404NotFound);
        return reply switch
        {
            null when told.Missing.Count > 0 => Away.ToHttp(),
            null => own.ToNoContent(),
            { Body: { } body } => TypedResults.Json(body, contentType: "application/problem+json", statusCode: reply.Status),
            _ => TypedResults.StatusCode(reply.Status),
        };
    }

    private bool IsHere(string? module) => module is not null && here.Modules.Contains(module, StringComparer.Ordinal);

    private static string PathOf(HttpContext http) => http.Request.Path + http.Request.QueryString.ToString();
}
