namespace LeakyCauldron.Identity;

/// <summary>The Identity module.</summary>
public sealed class IdentityModule : IModule
{
    /// <inheritdoc />
    public string Name => "identity";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module) { }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api) { }
}
