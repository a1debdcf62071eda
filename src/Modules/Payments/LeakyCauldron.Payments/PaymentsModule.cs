namespace LeakyCauldron.Payments;

/// <summary>The Payments module.</summary>
public sealed class PaymentsModule : IModule
{
    /// <inheritdoc />
    public string Name => "payments";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module) { }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api) { }
}
