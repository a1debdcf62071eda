using System.Globalization;
using System.Text;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Host.Documents;

/// <summary>A page a module, and a map of them all, from the model.</summary>
internal static class ModulePages
{
    public static async Task WriteAsync(ModuleModel model, WebApplication app, string folder)
    {
        var ct = app.Lifetime.ApplicationStopping;
        Directory.CreateDirectory(folder);
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().ToArray();
        foreach (var module in model.Enabled)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{module.Name}.md"), Page(model, module, endpoints, app.Services), ct);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), Map(model), ct);
    }

    private static string Page(ModuleModel model, ModuleEntry module, RouteEndpoint[] endpoints, IServiceProvider services)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {module.Name}\n\nGenerated from the running model by `./cauldron docs`.\n");
        Section(text, "Endpoints", "| method | route | who |", Endpoints(module, endpoints));
        Section(
            text,
            "Contract requests",
            "| name | request | repeatable |",
            model
                .Contracts.Values.Where(c => c.Module == module.Name)
                .OrderBy(c => c.WireName, StringComparer.Ordinal)
                .Select(c => $"| `{c.WireName}` | `{c.RequestType.Name}` | {(c.Idempotent ? "yes" : "no")} |")
        );
        Section(
            text,
            "Events out",
            "| event |",
            model
                .Events.Keys.Where(e => e.StartsWith(module.Name + ".", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(e => $"| [`{e}`](../contracts/{e}.schema.json) |")
        );
        Section(
            text,
            "Events in",
            "| event | kind | handler |",
            model
                .Subscriptions.Where(s => s.Module == module.Name)
                .OrderBy(s => s.WireName, StringComparer.Ordinal)
                .ThenBy(s => s.Handler.Name, StringComparer.Ordinal)
                .Select(s => $"| `{s.WireName}` | {s.Kind.ToString().ToLowerInvariant()} | `{s.Handler.Name}` |")
        );
        Section(text, "Tables", "| table |", Tables(module, services));
        return text.ToString();
    }

    private static IEnumerable<string> Endpoints(ModuleEntry module, RouteEndpoint[] endpoints) =>
        from endpoint in endpoints
        where endpoint.Metadata.GetMetadata<ModuleMetadata>()?.Module == module.Name
        let methods = endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()?.HttpMethods ?? ["*"]
        let who = endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy ?? "anyone"
        orderby endpoint.RoutePattern.RawText, methods[0]
        select $"| {string.Join(", ", methods)} | `{endpoint.RoutePattern.RawText}` | {who} |";

    private static IEnumerable<string> Tables(ModuleEntry module, IServiceProvider services)
    {
        if (module.DbContext is null)
        {
            return [];
        }

        using var scope = services.CreateScope();
        var context = (DbContext)scope.ServiceProvider.GetRequiredService(module.DbContext);
        return
        [
            .. context
                .Model.GetEntityTypes()
                .Select(e => e.GetTableName())
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(t => $"| `{module.Name}.{t}` |"),
        ];
    }

    private static void Section(StringBuilder text, string title, string header, IEnumerable<string> rows)
    {
        var all = rows.ToArray();
        if (all.Length > 0)
        {
            var rule = string.Concat(header.Where(c => c == '|').Skip(1).Select(_ => "|---")) + "|";
            text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{header}\n{rule}\n{string.Join('\n', all)}\n");
        }
    }

    /// <summary>Solid lines are calls by contract, dotted lines are events.</summary>
    private static string Map(ModuleModel model)
    {
        var text = new StringBuilder(
            "# Modules\n\nGenerated from the running model by `./cauldron docs`. Dotted lines are events; solid lines are references to another module's contracts.\n\n```mermaid\nflowchart LR\n"
        );
        foreach (var module in model.Enabled)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {module.Name}[{module.Name}]\n");
        }

        var calls =
            from module in model.Enabled
            from assembly in module.Assembly.GetReferencedAssemblies()
            let owner = model.Modules.FirstOrDefault(m => $"{m.Assembly.GetName().Name}.Contracts" == assembly.Name)
            where owner is not null && owner.Name != module.Name
            orderby module.Name, owner.Name
            select $"  {module.Name} --> {owner.Name}\n";
        var events = model
            .Subscriptions.Select(s => (From: s.Topic.Split('.')[0], To: s.Module))
            .Distinct()
            .OrderBy(e => e)
            .Select(e => $"  {e.From} -.-> {e.To}\n");
        text.AppendJoin("", calls).AppendJoin("", events).Append("```\n\n");
        foreach (var module in model.Enabled)
        {
            text.Append(CultureInfo.InvariantCulture, $"- [{module.Name}]({module.Name}.md)\n");
        }

        return text.ToString();
    }
}
