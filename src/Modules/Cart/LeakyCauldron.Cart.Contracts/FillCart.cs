namespace LeakyCauldron.Cart.Contracts;

/// <summary>
/// Puts into a person's own cart what can be had of the lines, at today's prices; the cart is made if there is none. What cannot be had is left out and said.
/// <c>cart_not_open</c> if it is being ordered just now.
/// </summary>
/// <param name="UserId">Whose cart.</param>
/// <param name="Lines">Each variant once; at most 200.</param>
[Contract("cart.fill-cart.v1")]
public sealed record FillCart(Guid UserId, IReadOnlyList<CartFill> Lines) : ICommand<FilledCart>;

/// <summary>Units of one variant.</summary>
public sealed record CartFill(Guid VariantId, int Quantity);

/// <summary>What became of each line, in the order they were asked for.</summary>
public sealed record FilledCart(Guid CartId, IReadOnlyList<FilledLine> Lines);

/// <summary>What became of one line.</summary>
/// <param name="VariantId">Variant.</param>
/// <param name="Added">Units that are in the cart now because of it.</param>
/// <param name="Reason">
/// Why they are not all: <c>not_for_sale</c>, <c>price_unavailable</c>, <c>insufficient_stock</c>, <c>quantity_limit</c> or <c>cart_full</c>; null if they are.
/// </param>
public sealed record FilledLine(Guid VariantId, int Added, string? Reason);
