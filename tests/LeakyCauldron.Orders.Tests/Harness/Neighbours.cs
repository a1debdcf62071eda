using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Identity.Contracts;

namespace LeakyCauldron.Orders.Tests.Harness;

internal enum CartState
{
    Open,
    Claimed,
    Ordered,
}

internal sealed class FakeCart(Guid id, Guid? owner, string currency, IReadOnlyList<CheckoutLine> lines, Address? address)
{
    public Guid Id { get; } = id;

    public Guid? Owner { get; } = owner;

    public string Currency { get; } = currency;

    public IReadOnlyList<CheckoutLine> Lines { get; } = lines;

    public Address? Address { get; } = address;

    public CartState State { get; set; }

    public Guid? OrderId { get; set; }

    public Money Total => Lines.Aggregate(Money.Zero(Currency), (sum, l) => sum + l.LineTotal) + new Money(395, Currency);
}

internal sealed class FakeReservation(IReadOnlyList<StockLine> lines)
{
    public IReadOnlyList<StockLine> Lines { get; } = lines;

    public string State { get; set; } = "open";
}

/// <summary>Cart, Catalog and Identity as far as a checkout sees them: each answer is one atomic step, and asking again changes nothing. They outlive any crash of the shop.</summary>
internal sealed class Neighbours
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, FakeCart> _carts = [];
    private readonly Dictionary<Guid, int> _stock = [];
    private readonly Dictionary<Guid, FakeReservation> _reservations = [];

    public Dictionary<Guid, Contact> Contacts { get; } = [];

    public static Address Address { get; } = new("Neville Longbottom", "7 Greenhouse Lane", null, "London", null, "N1 1AA", "GB", null);

    public Guid NewVariant(int available) =>
        Locked(
            () => _stock,
            stock =>
            {
                var id = Guid.CreateVersion7();
                stock[id] = available;
                return id;
            }
        );

    public int Available(Guid variant) => Locked(() => _stock, stock => stock[variant]);

    public FakeCart NewCart(Guid variant, int quantity = 1, Guid? owner = null, string currency = "GBP", bool address = true) =>
        Locked(
            () => _carts,
            carts =>
            {
                var price = new Money(1_250, currency);
                var line = new CheckoutLine(
                    Guid.CreateVersion7(),
                    variant,
                    Guid.CreateVersion7(),
                    $"SKU-{variant:N}",
                    "Remembrall",
                    new Dictionary<string, string>(),
                    null,
                    quantity,
                    price,
                    price * quantity,
                    new(0, currency),
                    new(0, currency),
                    true
                );
                var cart = new FakeCart(Guid.CreateVersion7(), owner, currency, [line], address ? Address : null);
                return carts[cart.Id] = cart;
            }
        );

    public Result<CheckoutSnapshot> Begin(BeginCheckout request) =>
        Locked<Dictionary<Guid, FakeCart>, Result<CheckoutSnapshot>>(
            () => _carts,
            carts =>
            {
                if (!carts.TryGetValue(request.CartId, out var cart) || (cart.Owner is { } owner && owner != request.UserId))
                {
                    return Error.NotFound("cart");
                }

                if (cart.OrderId == request.OrderId)
                {
                    return Snapshot(cart, request);
                }

                if (cart.State != CartState.Open)
                {
                    return Error.Conflict(cart.State == CartState.Ordered ? "cart_already_ordered" : "checkout_in_progress", "Not open.");
                }

                if ((request.ShippingAddress ?? cart.Address) is null)
                {
                    return Error.Conflict("cart_incomplete", "No address.").With("requirements", new[] { "shipping_address" });
                }

                (cart.State, cart.OrderId) = (CartState.Claimed, request.OrderId);
                return Snapshot(cart, request);
            }
        );

    public void Close(Guid cartId, Guid orderId, CartState state) =>
        Locked(
            () => _carts,
            carts =>
            {
                if (carts.TryGetValue(cartId, out var cart) && cart.OrderId == orderId && cart.State == CartState.Claimed)
                {
                    (cart.State, cart.OrderId) = (state, state == CartState.Open ? null : orderId);
                }

                return 0;
            }
        );

    public Result<StockReservation> Reserve(ReserveStock request) =>
        Locked<Dictionary<Guid, FakeReservation>, Result<StockReservation>>(
            () => _reservations,
            reservations =>
            {
                if (reservations.TryGetValue(request.OrderId, out var known))
                {
                    return known.State is "open" or "converted"
                        ? new StockReservation(request.OrderId, default)
                        : Error.Conflict("reservation_closed", "Ended.");
                }

                if (request.Lines.FirstOrDefault(l => _stock[l.VariantId] < l.Quantity) is { } lacking)
                {
                    return Error.Conflict("insufficient_stock", "Not enough.").With("available", _stock[lacking.VariantId]);
                }

                reservations[request.OrderId] = new(request.Lines);
                return Take(request.Lines, -1, new StockReservation(request.OrderId, default));
            }
        );

    public void Release(Guid orderId) =>
        Locked(
            () => _reservations,
            reservations =>
            {
                if (reservations.TryGetValue(orderId, out var open) && open.State == "open")
                {
                    open.State = "released";
                    Take(open.Lines, +1, 0);
                }

                return 0;
            }
        );

    public Result<MediatR.Unit> Convert(Guid orderId) =>
        Locked<Dictionary<Guid, FakeReservation>, Result<MediatR.Unit>>(
            () => _reservations,
            reservations =>
            {
                if (!reservations.TryGetValue(orderId, out var open) || open.State == "released")
                {
                    return Error.Conflict("reservation_closed", "Ended.");
                }

                open.State = "converted";
                return MediatR.Unit.Value;
            }
        );

    private T Take<T>(IReadOnlyList<StockLine> lines, int sign, T result)
    {
        foreach (var line in lines)
        {
            _stock[line.VariantId] += sign * line.Quantity;
        }

        return result;
    }

    private static CheckoutSnapshot Snapshot(FakeCart cart, BeginCheckout request)
    {
        var zero = Money.Zero(cart.Currency);
        var subtotal = cart.Lines.Aggregate(zero, (sum, l) => sum + l.LineTotal);
        return new(
            cart.Id,
            cart.Currency,
            cart.Lines,
            [],
            [],
            new("owl-post", "Owl Post", new(395, cart.Currency)),
            new(subtotal, zero, new(395, cart.Currency), zero, true, cart.Total),
            request.ShippingAddress ?? cart.Address,
            request.BillingAddress,
            null,
            null
        );
    }

    private TResult Locked<TState, TResult>(Func<TState> state, Func<TState, TResult> step)
    {
        lock (_lock)
        {
            return step(state());
        }
    }
}
