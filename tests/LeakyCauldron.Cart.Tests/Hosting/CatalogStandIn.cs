using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Catalog.Contracts;
using MediatR;
using Microsoft.AspNetCore.Routing;

namespace LeakyCauldron.Cart.Tests.Hosting;

/// <summary>The module that answers Catalog's contract from a <see cref="CatalogShelf"/>.</summary>
internal sealed class CatalogStandIn : IModule
{
    public string Name => "catalog";

    public void Configure(ModuleBuilder module) { }

    public void MapEndpoints(IEndpointRouteBuilder api) { }
}

internal sealed class GetVariantsHandler(CatalogShelf shelf) : IRequestHandler<GetVariants, Result<IReadOnlyList<VariantSnapshot>>>
{
    public Task<Result<IReadOnlyList<VariantSnapshot>>> Handle(GetVariants request, CancellationToken cancellationToken) =>
        shelf.AnswerAsync(request);
}
