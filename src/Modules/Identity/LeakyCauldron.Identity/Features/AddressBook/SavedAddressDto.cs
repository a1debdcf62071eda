using LeakyCauldron.Identity.Domain;

namespace LeakyCauldron.Identity.Features.AddressBook;

/// <summary>An address in the book.</summary>
internal sealed record SavedAddressDto(
    Guid Id,
    string Name,
    string Line1,
    string? Line2,
    string City,
    string? Region,
    string PostalCode,
    string Country,
    string? Phone,
    bool DefaultShipping,
    bool DefaultBilling
)
{
    public static SavedAddressDto Of(AddressBookEntry entry, Guid? shipping, Guid? billing)
    {
        var a = entry.Address;
        return new(entry.Id, a.Name, a.Line1, a.Line2, a.City, a.Region, a.PostalCode, a.Country, a.Phone, entry.Id == shipping, entry.Id == billing);
    }

    public static SavedAddressDto Of(AddressBookEntry entry, Profile profile) => Of(entry, profile.DefaultShippingId, profile.DefaultBillingId);
}

/// <summary>An address to keep; the first is the default for both uses unless it says otherwise.</summary>
internal sealed record AddressInput(
    string Name,
    string Line1,
    string? Line2,
    string City,
    string? Region,
    string PostalCode,
    string Country,
    string? Phone,
    bool? DefaultShipping,
    bool? DefaultBilling
)
{
    public Address ToAddress() => new(Name.Trim(), Line1.Trim(), Line2?.Trim(), City.Trim(), Region?.Trim(), PostalCode.Trim(), Country, Phone);
}

internal sealed class AddressInputValidator : AbstractValidator<AddressInput>
{
    public AddressInputValidator()
    {
        RuleFor(x => x.Name).IsLine(120);
        RuleFor(x => x.Line1).IsLine(200);
        RuleFor(x => x.Line2).IsLine(200);
        RuleFor(x => x.City).IsLine(120);
        RuleFor(x => x.Region).IsLine(120);
        RuleFor(x => x.PostalCode).IsLine(20);
        RuleFor(x => x.Country).IsCountry();
        RuleFor(x => x.Phone).IsPhone();
    }
}
