using System.Text.Json;
using LeakyCauldron.Cart.Features.Shared;

namespace LeakyCauldron.Cart.Features.BeginCheckout;

internal sealed class BeginCheckoutValidator : AbstractValidator<Contracts.BeginCheckout>
{
    public BeginCheckoutValidator()
    {
        RuleFor(c => c.ShippingAddress!).SetValidator(new AddressValidator()).When(c => c.ShippingAddress is not null);
        RuleFor(c => c.BillingAddress!).SetValidator(new AddressValidator()).When(c => c.BillingAddress is not null);
        RuleFor(c => c.ShippingMethod).OneLine(64);
    }
}

/// <summary>
/// Prices the cart outside any transaction, then claims exactly that version of it and redeems its coupons in one. A cart that changed in between is priced again.
/// </summary>
internal sealed class BeginCheckoutHandler(CartStore store, CartQuotes quotes, CheckoutClaims claims, TimeProvider clock)
    : IRequestHandler<Contracts.BeginCheckout, Result<CheckoutSnapshot>>
{
    private const int Attempts = 16;

    public async Task<Result<CheckoutSnapshot>> Handle(Contracts.BeginCheckout request, CancellationToken cancellationToken)
    {
        if (await TryAsync(request, cancellationToken) is { } first)
        {
            return first;
        }

        // Who has lost once stands in the queue of the cart's writers: however many they are, only those of other hosts can come between now.
        using var turn = await CartTurns.TakeAsync(request.CartId, cancellationToken);
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            if (await TryAsync(request, cancellationToken) is { } result)
            {
                return result;
            }
        }

        return Error.Unavailable("cart_busy", "The cart is being changed all the time.");
    }

    private async Task<Result<CheckoutSnapshot>?> TryAsync(Contracts.BeginCheckout request, CancellationToken ct)
    {
        if (await store.FindAsync(request.CartId, request.UserId, tracked: false, ct) is not { } loaded)
        {
            return CartErrors.CartNotFound;
        }

        var cart = loaded.Cart;
        if (cart.OrderId == request.OrderId && cart.Checkout is { } claimed)
        {
            return JsonSerializer.Deserialize<CheckoutSnapshot>(claimed, Json.Wire)!;
        }

        if (CheckoutRules.Refusal(cart) is { } notOpen)
        {
            return notOpen;
        }

        var offers = await quotes.OffersAsync(cart.Currency, cart.Lines.Select(l => l.VariantId), ct);
        if (offers.IsError)
        {
            return offers.Error;
        }

        var destination = new Destination(
            request.ShippingAddress ?? cart.ShippingAddress,
            request.BillingAddress ?? cart.BillingAddress,
            request.ShippingMethod ?? cart.ShippingMethod
        );
        var redeemer = Redeemer.Of(cart, request.Email);
        var quote = await quotes.PriceAsync(cart, loaded.Rules, offers.Value, destination, redeemer, ct);
        if (CheckoutRules.Refusal(quote, destination) is { } refused)
        {
            return refused;
        }

        var snapshot = CheckoutSnapshots.Of(quote, destination);
        return await claims.ClaimAsync(
            new(cart.Id, cart.Version, request.OrderId, snapshot, CheckoutRules.Redeemed(quote), redeemer, clock.Now()),
            ct
        ) switch
        {
            { Changed: true } => null,
            { Exhausted: { } coupon } => CheckoutRules.CouponExhausted(coupon),
            _ => snapshot,
        };
    }
}
