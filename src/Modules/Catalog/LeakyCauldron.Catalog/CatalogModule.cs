namespace LeakyCauldron.Catalog;

/// <summary>The Catalog module.</summary>
public sealed class CatalogModule : IModule
{
    /// <inheritdoc />
    public string Name => "catalog";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module) { }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api) { }
}
