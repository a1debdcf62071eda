using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Routing;

/// <summary>
/// Old prefixes, such as those of an earlier gateway: <c>Routes:Aliases:0:From=/auth</c>, <c>To=/api/v1/identity</c>. The path is rewritten before anything looks at it.
/// </summary>
internal sealed class Aliases
{
    public Aliases(IConfiguration configuration, ModuleModel model)
    {
        var modules = model.Modules.Select(m => m.Name).ToArray();
        All =
        [
            .. configuration
                .GetSection("Routes:Aliases")
                .GetChildren()
                .Select(s => (From: s["From"]?.TrimEnd('/') ?? "", To: s["To"]?.TrimEnd('/') ?? ""))
                .Select(a => Check(a.From, a.To, modules))
                .OrderByDescending(a => a.From.Length),
        ];
    }

    /// <summary>Longest first.</summary>
    public IReadOnlyList<(string From, string To)> All { get; }

    public Task RewriteAsync(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value ?? "/";
        foreach (var (from, to) in All)
        {
            if (Prefixes.Covers(from, path))
            {
                http.Request.Path = new PathString(to + path[from.Length..]);
                break;
            }
        }

        return next(http);
    }

    private static (string From, string To) Check(string from, string to, string[] modules) =>
        Prefixes.Refusal(from, modules) is { } reason ? throw new InvalidStartException($"Routes__Aliases: \"{from}\" cannot be mapped. {reason}")
        : to.Length == 0 || to[0] != '/' ? throw new InvalidStartException($"Routes__Aliases: \"{from}\" is mapped to \"{to}\", which is not a path.")
        : (from, to);
}
