namespace LeakyCauldron.Orders.Features;

/// <summary>Units of one of the order's lines.</summary>
internal sealed record OrderItemBody(Guid ItemId, int Quantity);

internal sealed class OrderItemBodyValidator : AbstractValidator<OrderItemBody>
{
    public OrderItemBodyValidator() => RuleFor(i => i.Quantity).InclusiveBetween(1, 1_000_000);
}
