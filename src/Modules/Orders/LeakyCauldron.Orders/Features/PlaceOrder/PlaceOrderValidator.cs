namespace LeakyCauldron.Orders.Features.PlaceOrder;

internal sealed class PlaceOrderValidator : AbstractValidator<PlaceOrder>
{
    public PlaceOrderValidator()
    {
        RuleFor(c => c.Body.CartId).NotEmpty();
        RuleFor(c => c.Body.Email).MaximumLength(254).EmailAddress().When(c => !string.IsNullOrWhiteSpace(c.Body.Email));
        RuleFor(c => c.Body.ShippingMethod).MaximumLength(60);
        RuleFor(c => c.Body.ShippingAddress!).SetValidator(new AddressBodyValidator()).When(c => c.Body.ShippingAddress is not null);
        RuleFor(c => c.Body.BillingAddress!).SetValidator(new AddressBodyValidator()).When(c => c.Body.BillingAddress is not null);
        RuleFor(c => c.Body.ExpectedTotal)
            .Must(m => m is not { } total || (total.Amount >= 0 && Currencies.IsKnown(total.Currency)))
            .WithMessage("Must be an amount, not below zero, of a known currency.");
        RuleFor(c => c.Body.Payment.Method).NotEmpty().MaximumLength(40);
        RuleFor(c => c.Body.Payment.Token).MaximumLength(200);
    }
}
