using System.Reflection;
using FluentValidation;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Audit;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules.Remote;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.BuildingBlocks.Pipeline;
using LeakyCauldron.BuildingBlocks.Scheduling;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeakyCauldron.BuildingBlocks.Modules;

/// <summary>Puts the modules into the host: one container, one pipeline, one model.</summary>
public static class ModuleHost
{
    /// <summary>Registers what the enabled modules need and builds the model.</summary>
    /// <exception cref="InvalidStartException">A setting names a module that does not exist.</exception>
    public static ModuleModel AddModules(this IServiceCollection services, IConfiguration configuration, IReadOnlyList<IModule> modules)
    {
        var enabled = EnabledModules.Parse(configuration["Modules:Enabled"], [.. modules.Select(m => m.Name)]);
        var model = new ModuleModel { Modules = [.. modules.Select(m => new ModuleEntry(m, m.GetType().Assembly, enabled.Contains(m.Name)))] };
        services.AddSingleton(model);
        services.AddSingleton<ProcessIdentity>();
        services.AddSingleton<ModulePlacement>();
        services.AddSingleton<IModulePlacement>(p => p.GetRequiredService<ModulePlacement>());
        services.AddSingleton<HopTokens>();
        services.AddSingleton<FanOut>();
        services.TryAddSingleton(TimeProvider.System);
        AddPipeline(services);
        AddRemoteCalls(services, configuration);
        services.AddSingleton<IInterceptor, AuditInterceptor>();
        services.AddMessaging(configuration);
        foreach (var entry in model.Modules)
        {
            AddContracts(model, entry);
            if (entry.Enabled)
            {
                AddHandlers(services, entry.Assembly);
                entry.Module.Configure(new ModuleBuilder(entry, model, services, configuration));
            }
        }

        services.AddDiscovery(configuration);
        Jobs.AddSchedulers(services, configuration, model.Enabled.Select(m => m.Name));
        services.AddSingleton<DatabaseMigrator>();
        services.AddSingleton<StartState>();
        return model;
    }

    /// <summary>Maps the enabled modules' endpoints, under <c>/api/v1</c> and at the root, and the one that other processes send contract requests to.</summary>
    public static void MapModules(this IEndpointRouteBuilder app, ModuleModel model)
    {
        foreach (var entry in model.Enabled)
        {
            entry.Module.MapEndpoints(app.MapGroup("/api/v1").WithMetadata(new ModuleMetadata(entry.Name)));
            entry.Module.MapRootEndpoints(app.MapGroup("").WithMetadata(new ModuleMetadata(entry.Name)));
        }

        ContractEndpoint.Map(app);
    }

    /// <summary>MediatR 5.1.0 has no registration of its own; the order here is the order of the pipeline.</summary>
    private static void AddPipeline(IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TraceBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(UnitOfWorkBehavior<,>));
        services.AddScoped<IModuleClient, ModuleClient>();
    }

    private static void AddRemoteCalls(IServiceCollection services, IConfiguration configuration)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton(configuration.GetSection("Modules:Calls").Get<RemoteCallOptions>() ?? new RemoteCallOptions());
        services.AddSingleton<ServiceTokens>();
        services.AddSingleton<ServiceTokenCheck>();
        services.AddSingleton<Targets>();
        services.AddSingleton<RemoteModules>();
        services.AddSingleton<ContractEndpoint>();
    }

    private static void AddHandlers(IServiceCollection services, Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(t => t is { IsAbstract: false, IsInterface: false, IsGenericTypeDefinition: false }))
        {
            foreach (var service in type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
            {
                services.AddScoped(service, type);
            }
        }

        services.AddValidatorsFromAssembly(assembly, ServiceLifetime.Singleton, includeInternalTypes: true);
    }

    private static void AddContracts(ModuleModel model, ModuleEntry entry)
    {
        // A module that nobody calls or listens to has no contracts. Those of modules in other processes are here too.
        var name = $"{entry.Assembly.GetName().Name}.Contracts";
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll")))
        {
            model.AddContracts(Assembly.Load(name));
        }
    }
}
