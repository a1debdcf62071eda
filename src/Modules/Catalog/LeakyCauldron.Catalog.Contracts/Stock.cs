using MediatR;

namespace LeakyCauldron.Catalog.Contracts;

/// <summary>Units of one variant.</summary>
public sealed record StockLine(Guid VariantId, int Quantity);

/// <summary>
/// Takes units off what is available for an order, all lines or none; the same variant twice is summed. Sending it again for the same order answers the same
/// reservation. <c>insufficient_stock</c> carries <c>sku</c> and <c>available</c>.
/// </summary>
/// <param name="OrderId">Owner of the reservation.</param>
/// <param name="Lines">Demand.</param>
/// <param name="Minutes">Lifetime; an unpaid order's units come back after it.</param>
[Contract("catalog.reserve-stock.v1", Idempotent = true)]
public sealed record ReserveStock(Guid OrderId, IReadOnlyList<StockLine> Lines, int Minutes) : ICommand<StockReservation>;

/// <summary>A reservation and its end.</summary>
public sealed record StockReservation(Guid OrderId, DateTimeOffset ExpiresAt);

/// <summary>Gives an order's open reservation back. Nothing to release is success.</summary>
[Contract("catalog.release-stock.v1", Idempotent = true)]
public sealed record ReleaseStock(Guid OrderId, string Reason) : ICommand;

/// <summary>
/// Turns an order's reservation into a sale: on hand and reserved fall by its units, once. A reservation that has expired meanwhile is taken anew if there is stock,
/// else <c>insufficient_stock</c>.
/// </summary>
[Contract("catalog.convert-stock.v1", Idempotent = true)]
public sealed record ConvertStock(Guid OrderId) : ICommand;
