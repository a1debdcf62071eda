using System.Text;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.AspNetCore.Authorization;

namespace LeakyCauldron.Host.Documents;

/// <summary>Who may call what, one line a route, from the route table: a new route is a new line that somebody reads, and that a test tries with every kind of caller.</summary>
internal static class RoutePage
{
    private const string Anyone = "anyone";

    public static async Task WriteAsync(IEndpointRouteBuilder app, string file)
    {
        var routes = app
            .DataSources.SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ModuleMetadata>() is not null && e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null);
        var lines = routes
            .SelectMany(e =>
                (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(m => (Path: Path(e), Method: m, Caller: Caller(e)))
            )
            .OrderBy(r => r.Path, StringComparer.Ordinal)
            .ThenBy(r => r.Method, StringComparer.Ordinal);
        var page = new StringBuilder("# Who may call what\n\n")
            .Append(
                "Written by `./cauldron docs` from the route table. *anyone* needs no token, *shopper* is any signed-in person, *staff* is staff and administrators.\n\n"
            )
            .Append("| method | path | caller |\n|---|---|---|\n");
        foreach (var (path, method, caller) in lines)
        {
            page.Append("| ").Append(method).Append(" | `").Append(path).Append("` | ").Append(caller).Append(" |\n");
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, page.ToString());
    }

    private static string Path(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private static string Caller(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? Anyone : endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy ?? "nobody";
}
