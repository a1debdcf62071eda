namespace LeakyCauldron.Cart.Domain;

/// <summary>Every refusal of a cart, so that a code means the same wherever it comes from.</summary>
internal static class CartErrors
{
    public static Error CartNotFound { get; } = Error.NotFound("cart");

    public static Error ItemNotFound { get; } = Error.NotFound("item");

    public static Error VariantNotFound { get; } = Error.NotFound("variant");

    public static Error WishlistNotFound { get; } = Error.NotFound("wishlist");

    public static Error WishlistNameTaken { get; } = Error.Conflict("wishlist_name_taken", "There is a list of this name already.");

    public static Error WishlistLimit { get; } =
        Error.Conflict("wishlist_limit", $"At most {Wishlist.MostLists} lists.").With("maximum", Wishlist.MostLists);

    public static Error WishlistFull { get; } =
        Error.Conflict("wishlist_full", $"A list holds at most {Wishlist.MostItems} items.").With("maximum", Wishlist.MostItems);

    public static Error CartFull { get; } =
        Error.Conflict("cart_full", $"A cart holds at most {ShoppingCart.MaxLines} different items.").With("maximum", ShoppingCart.MaxLines);

    public static Error SavedFull { get; } =
        Error.Conflict("saved_full", $"At most {SavedItem.Most} items are kept for later.").With("maximum", SavedItem.Most);

    public static Error QuantityLimit { get; } =
        Error.Conflict("quantity_limit", $"At most {ShoppingCart.MaxQuantity} of one item.").With("maximum", ShoppingCart.MaxQuantity);

    public static Error NotOpen(ShoppingCart cart) =>
        cart.Status is CartStatus.Ordered
            ? Error.Conflict("cart_not_open", "This cart has become an order.").With("orderId", cart.OrderId)
            : Error.Conflict("cart_not_open", "This cart is being ordered.") with
            {
                RetryAfterSeconds = 2,
            };

    public static Error InsufficientStock(Guid variantId, string sku, int? available) =>
        Error
            .Conflict("insufficient_stock", "There are not that many left.")
            .With("available", Math.Max(0, available ?? 0))
            .With("sku", sku)
            .With("variantId", variantId);

    public static Error PriceUnavailable(string currency, IEnumerable<string> skus) =>
        Error.Conflict("price_unavailable", $"Not everything is sold in {currency}.").With("currency", currency).With("skus", skus.ToArray());
}
