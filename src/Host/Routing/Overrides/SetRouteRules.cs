using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Routing.Overrides;

/// <summary>What an operator may say.</summary>
internal static class SetRouteRules
{
    private const int LongestName = 100;

    public static Error? Check(SetRouteRequest request, ModuleModel model)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var modules = model.Modules.Select(m => m.Name).ToArray();
        if (request.Module is null == request.Prefix is null)
        {
            fields["module"] = ["Name either a module or a prefix."];
        }
        else if (request.Module is { } module)
        {
            OfModule(request, module, modules, fields);
        }
        else
        {
            OfPrefix(request, modules, fields);
        }

        if (request.TimeoutSeconds is < 1 || request.TimeoutSeconds > RouteSettings.LongestTotal.TotalSeconds)
        {
            fields["timeoutSeconds"] = [$"1 to {RouteSettings.LongestTotal.TotalSeconds}."];
        }

        if (request.MaxBodyBytes is < 1 or > RouteSettings.LargestBody)
        {
            fields["maxBodyBytes"] = [$"1 to {RouteSettings.LargestBody}."];
        }

        if (request.RequestsPerMinute is < 1 or > RouteSettings.MostPerMinute)
        {
            fields["requestsPerMinute"] = [$"1 to {RouteSettings.MostPerMinute}."];
        }

        return fields.Count > 0 ? Error.Validation(fields) : null;
    }

    private static void OfModule(SetRouteRequest request, string module, string[] modules, Dictionary<string, string[]> fields)
    {
        if (!modules.Contains(module, StringComparer.OrdinalIgnoreCase))
        {
            fields["module"] = [$"Must be one of {string.Join(", ", modules)}."];
        }

        if (request.Target is not (RouteOverride.Local or RouteOverride.Remote))
        {
            fields["target"] = ["Must be local or remote."];
        }

        if (request.Service is not null || request.StripPrefix is not null || request.Affinity is not null)
        {
            fields["service"] = ["A module keeps its own addresses and instances."];
        }
    }

    private static void OfPrefix(SetRouteRequest request, string[] modules, Dictionary<string, string[]> fields)
    {
        if (Prefixes.Refusal(request.Prefix, modules) is { } reason)
        {
            fields["prefix"] = [reason];
        }

        if (
            request.Service is null or { Length: 0 or > LongestName }
            || modules.Contains(request.Service, StringComparer.OrdinalIgnoreCase)
            || !request.Service.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        )
        {
            fields["service"] = ["The application name of a service outside the shop: letters, digits and -_."];
        }

        if (request.Target is not null)
        {
            fields["target"] = ["Only modules have one."];
        }
    }
}
