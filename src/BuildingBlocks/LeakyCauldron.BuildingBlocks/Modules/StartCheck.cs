using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Modules;

/// <summary>What the host refuses to start with; each finding is one line.</summary>
public static class StartCheck
{
    /// <summary>All findings; empty means the start may go on.</summary>
    public static IReadOnlyList<string> Findings(
        ModuleModel model,
        IServiceCollection services,
        IEnumerable<Endpoint> endpoints,
        IConfiguration configuration
    ) =>
        [
            .. MissingContractHandlers(model, services, configuration),
            .. UnsubscribedHandlers(model),
            .. OpenEndpoints(endpoints),
            .. DoubledBehaviors(services),
        ];

    private static IEnumerable<string> MissingContractHandlers(ModuleModel model, IServiceCollection services, IConfiguration configuration)
    {
        // Owners that are not here are named by the registry: one elsewhere, or the one in this process, with which they may register at any time.
        var remote = !string.IsNullOrWhiteSpace(configuration["Registry:Url"]) || model.IsLocal("registry");
        foreach (var contract in model.Contracts.Values)
        {
            var handler = typeof(IRequestHandler<,>).MakeGenericType(contract.RequestType, typeof(Result<>).MakeGenericType(contract.ResultType));
            var handlers = services.Count(s => s.ServiceType == handler);
            if (
                model.IsLocal(contract.Module)
                    ? handlers != 1
                    : !remote && model.Modules.Any(m => m.Enabled && m.Name != contract.Module && Sends(m, contract))
            )
            {
                yield return $"{contract.WireName} has {handlers} handlers here and no route to another process (Registry__Url).";
            }
        }
    }

    private static bool Sends(ModuleEntry module, ContractRequest contract) =>
        Array.Exists(module.Assembly.GetReferencedAssemblies(), a => a.Name == contract.RequestType.Assembly.GetName().Name);

    private static IEnumerable<string> UnsubscribedHandlers(ModuleModel model) =>
        from module in model.Enabled
        from type in module.Assembly.GetTypes()
        where type is { IsAbstract: false, IsClass: true } && IsEventHandler(type) && model.Subscriptions.TrueForAll(s => s.Handler != type)
        select $"{module.Name}: {type.Name} handles an event but is not subscribed in {module.Module.GetType().Name}.";

    private static bool IsEventHandler(Type type) =>
        typeof(IEverywhereConsumer).IsAssignableFrom(type)
        || typeof(IBatchConsumer).IsAssignableFrom(type)
        || Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEventHandler<>));

    private static IEnumerable<string> OpenEndpoints(IEnumerable<Endpoint> endpoints) =>
        from endpoint in endpoints.OfType<RouteEndpoint>()
        where
            endpoint.Metadata.GetMetadata<ModuleMetadata>() is not null
            && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null
            && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        select $"{endpoint.RoutePattern.RawText} has neither a policy nor an explicit anonymous mark.";

    private static IEnumerable<string> DoubledBehaviors(IServiceCollection services) =>
        from behavior in services.Where(s => s.ServiceType == typeof(IPipelineBehavior<,>)).GroupBy(s => s.ImplementationType)
        where behavior.Count() > 1
        select $"{behavior.Key?.Name} is registered {behavior.Count()} times.";
}
