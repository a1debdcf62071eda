namespace LeakyCauldron.Search;

/// <summary>The Search module.</summary>
public sealed class SearchModule : IModule
{
    /// <inheritdoc />
    public string Name => "search";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module) { }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api) { }
}
