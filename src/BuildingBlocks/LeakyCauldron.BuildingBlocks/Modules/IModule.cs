using Microsoft.AspNetCore.Routing;

namespace LeakyCauldron.BuildingBlocks.Modules;

/// <summary>A module: the only public type of its project.</summary>
public interface IModule
{
    /// <summary>Lower case; also its Postgres schema, its topic's first part and its connection string's name.</summary>
    string Name { get; }

    /// <summary>Services, database, subscriptions, jobs.</summary>
    void Configure(ModuleBuilder module);

    /// <summary>Endpoints, each with a policy or an explicit anonymous mark. <paramref name="api"/> is the group <c>/api/v1</c>.</summary>
    void MapEndpoints(IEndpointRouteBuilder api);

    /// <summary>Endpoints whose address a standard or the shop fixes outside <c>/api/v1</c>, such as <c>/connect/token</c>; the same rule of a policy or an anonymous mark.</summary>
    void MapRootEndpoints(IEndpointRouteBuilder root) { }

    /// <summary>Addresses outside <c>/api/v1</c> that the module answers in middleware, without an endpoint that routing could see.</summary>
    IReadOnlyList<string> RootPaths => [];
}

/// <summary>Loads sample data once into an empty shop. Runs after migrations, before the host is ready, in the modules' order.</summary>
public interface ISampleData
{
    /// <summary>Must be safe to run again after a crash in the middle.</summary>
    Task LoadAsync(CancellationToken ct);
}

/// <summary>Work that must be done before the host is ready, such as building a search index. Runs after sample data.</summary>
public interface IStartupTask
{
    /// <summary>Readiness waits for it.</summary>
    Task RunAsync(CancellationToken ct);
}
