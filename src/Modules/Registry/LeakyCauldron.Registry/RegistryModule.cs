namespace LeakyCauldron.Registry;

/// <summary>The Registry module.</summary>
public sealed class RegistryModule : IModule
{
    /// <inheritdoc />
    public string Name => "registry";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module) { }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api) { }
}
