using System.Text.Json;

namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>A change to a cart. What it adds must be known before Catalog is asked, which happens once.</summary>
/// <param name="Apply">Refuses, or changes the cart.</param>
internal sealed record CartChange(Func<ShoppingCart, Offers, Error?> Apply)
{
    public IReadOnlyList<Guid> WantedIds { get; init; } = [];

    public IReadOnlyList<string> WantedSkus { get; init; } = [];

    /// <summary>Looks at the changed cart's prices before it is saved.</summary>
    public Func<CartQuote, Error?>? Verify { get; init; }
}

/// <summary>The way of every write to one cart: find, check, ask Catalog once, change, price. The pipeline saves.</summary>
internal sealed class CartWrites(CartStore store, CartQuotes quotes)
{
    public async Task<Result<CartDto>> ApplyAsync(CartTarget target, CartChange change, CancellationToken ct)
    {
        if (await store.FindAsync(target.Id, target.Caller.UserId, tracked: true, ct) is not { } loaded)
        {
            return CartErrors.CartNotFound;
        }

        var cart = loaded.Cart;
        if (!cart.IsOpen)
        {
            return CartErrors.NotOpen(cart);
        }

        var offers = await quotes.OffersAsync(cart.Currency, [.. cart.VariantIds, .. change.WantedIds], ct, change.WantedSkus);
        if (offers.IsError)
        {
            return offers.Error;
        }

        if (!CartEtag.Allows(target.IfMatch, cart.Version))
        {
            var current = CartView.Of(await PriceAsync(loaded, offers.Value, ct));
            return new Error(ErrorKind.PreconditionFailed, "precondition_failed", "It has changed since you read it.").With("current", current);
        }

        if (change.Apply(cart, offers.Value) is { } refused)
        {
            return refused;
        }

        var quote = await PriceAsync(loaded, offers.Value, ct);
        return change.Verify?.Invoke(quote) is { } objection ? objection : CartView.Of(quote);
    }

    private Task<CartQuote> PriceAsync(LoadedCart loaded, Offers offers, CancellationToken ct) =>
        quotes.PriceAsync(loaded.Cart, loaded.Rules, offers, Destination.Of(loaded.Cart), Redeemer.Of(loaded.Cart), ct);
}

/// <summary>The way of every read of one cart.</summary>
internal sealed class CartReads(CartQuotes quotes)
{
    public async Task<Result<CartDto>> ReadAsync(LoadedCart loaded, CancellationToken ct)
    {
        if (loaded.Cart.Checkout is { } claimed)
        {
            return CartView.Of(loaded.Cart, JsonSerializer.Deserialize<CheckoutSnapshot>(claimed, Json.Wire)!);
        }

        var quote = await quotes.QuoteAsync(loaded.Cart, loaded.Rules, ct);
        if (quote.IsError)
        {
            return quote.Error;
        }

        var view = CartView.Of(quote.Value);
        string[] unpriced = [.. quote.Value.Unpriced.Select(l => l.Sku)];
        return unpriced.Length == 0 ? view : CartErrors.PriceUnavailable(view.Currency, unpriced).With("current", view);
    }
}
