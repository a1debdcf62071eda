using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Identity.Contracts;
using MediatR;
using Microsoft.AspNetCore.Routing;

namespace LeakyCauldron.Orders.Tests.Harness;

internal sealed class NeighbourModule(string name) : IModule
{
    public string Name => name;

    public void Configure(ModuleBuilder module) { }

    public void MapEndpoints(IEndpointRouteBuilder api) { }
}

internal sealed class BeginCheckoutHandler(Neighbours neighbours) : IRequestHandler<BeginCheckout, Result<CheckoutSnapshot>>
{
    public Task<Result<CheckoutSnapshot>> Handle(BeginCheckout request, CancellationToken cancellationToken) =>
        Task.FromResult(neighbours.Begin(request));
}

internal sealed class ReleaseCheckoutHandler(Neighbours neighbours) : IRequestHandler<ReleaseCheckout, Result<Unit>>
{
    public Task<Result<Unit>> Handle(ReleaseCheckout request, CancellationToken cancellationToken)
    {
        neighbours.Close(request.CartId, request.OrderId, CartState.Open);
        return Task.FromResult<Result<Unit>>(Unit.Value);
    }
}

internal sealed class CompleteCheckoutHandler(Neighbours neighbours) : IRequestHandler<CompleteCheckout, Result<Unit>>
{
    public Task<Result<Unit>> Handle(CompleteCheckout request, CancellationToken cancellationToken)
    {
        neighbours.Close(request.CartId, request.OrderId, CartState.Ordered);
        return Task.FromResult<Result<Unit>>(Unit.Value);
    }
}

internal sealed class FillCartHandler(Neighbours neighbours) : IRequestHandler<FillCart, Result<FilledCart>>
{
    public Task<Result<FilledCart>> Handle(FillCart request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<FilledCart>>(
            new FilledCart(
                request.UserId,
                [
                    .. request.Lines.Select(l =>
                        Math.Min(l.Quantity, neighbours.Available(l.VariantId)) is var added && added == l.Quantity
                            ? new FilledLine(l.VariantId, added, null)
                            : new FilledLine(l.VariantId, added, "insufficient_stock")
                    ),
                ]
            )
        );
}

internal sealed class ReserveStockHandler(Neighbours neighbours) : IRequestHandler<ReserveStock, Result<StockReservation>>
{
    public Task<Result<StockReservation>> Handle(ReserveStock request, CancellationToken cancellationToken) =>
        Task.FromResult(neighbours.Reserve(request));
}

internal sealed class ReleaseStockHandler(Neighbours neighbours) : IRequestHandler<ReleaseStock, Result<Unit>>
{
    public Task<Result<Unit>> Handle(ReleaseStock request, CancellationToken cancellationToken)
    {
        neighbours.Release(request.OrderId);
        return Task.FromResult<Result<Unit>>(Unit.Value);
    }
}

internal sealed class ConvertStockHandler(Neighbours neighbours) : IRequestHandler<ConvertStock, Result<Unit>>
{
    public Task<Result<Unit>> Handle(ConvertStock request, CancellationToken cancellationToken) =>
        Task.FromResult(neighbours.Convert(request.OrderId));
}

internal sealed class GetContactHandler(Neighbours neighbours) : IRequestHandler<GetContact, Result<Contact>>
{
    public Task<Result<Contact>> Handle(GetContact request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Contact>>(neighbours.Contacts.TryGetValue(request.UserId, out var contact) ? contact : Error.NotFound("user"));
}

/// <summary>Every address is somebody's.</summary>
internal sealed class FindUserByEmailHandler : IRequestHandler<FindUserByEmail, Result<Contact>>
{
    public Task<Result<Contact>> Handle(FindUserByEmail request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<Contact>>(new Contact(Guid.CreateVersion7(), request.Email, true, request.Email, "en-GB", false));
}

/// <summary>Every SKU is for sale and on the shelf.</summary>
internal sealed class GetVariantsHandler(Neighbours neighbours) : IRequestHandler<GetVariants, Result<IReadOnlyList<VariantSnapshot>>>
{
    public Task<Result<IReadOnlyList<VariantSnapshot>>> Handle(GetVariants request, CancellationToken cancellationToken) =>
        Task.FromResult(new Result<IReadOnlyList<VariantSnapshot>>([.. request.Skus.Select(sku => Variant(sku, request.Currency))], null));

    private VariantSnapshot Variant(string sku, string currency) =>
        new(
            neighbours.NewVariant(100),
            Guid.CreateVersion7(),
            sku,
            sku,
            sku,
            new Dictionary<string, string>(),
            null,
            [],
            [],
            new Money(999, currency),
            null,
            100,
            true,
            true,
            100,
            true
        );
}
