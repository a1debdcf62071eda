namespace LeakyCauldron.Cart;

/// <summary>The Cart module.</summary>
public sealed class CartModule : IModule
{
    /// <inheritdoc />
    public string Name => "cart";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module) { }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api) { }
}
