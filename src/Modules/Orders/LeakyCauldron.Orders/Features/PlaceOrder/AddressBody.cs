namespace LeakyCauldron.Orders.Features.PlaceOrder;

/// <summary>An address as it is given; what is missing is told field by field.</summary>
internal sealed record AddressBody(
    string? Name,
    string? Line1,
    string? Line2,
    string? City,
    string? Region,
    string? PostalCode,
    string? Country,
    string? Phone
)
{
    public Address ToAddress() =>
        new(Name!.Trim(), Line1!.Trim(), Clean(Line2), City!.Trim(), Clean(Region), PostalCode!.Trim(), Country!, Clean(Phone));

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

internal sealed class AddressBodyValidator : AbstractValidator<AddressBody>
{
    public AddressBodyValidator()
    {
        RuleFor(a => a.Name).NotEmpty().MaximumLength(200);
        RuleFor(a => a.Line1).NotEmpty().MaximumLength(200);
        RuleFor(a => a.Line2).MaximumLength(200);
        RuleFor(a => a.City).NotEmpty().MaximumLength(100);
        RuleFor(a => a.Region).MaximumLength(100);
        RuleFor(a => a.PostalCode).NotEmpty().MaximumLength(20);
        RuleFor(a => a.Country).NotEmpty().Matches("^[A-Z]{2}$").WithMessage("Must be an ISO 3166-1 alpha-2 code.");
        RuleFor(a => a.Phone).MaximumLength(40);
    }
}
