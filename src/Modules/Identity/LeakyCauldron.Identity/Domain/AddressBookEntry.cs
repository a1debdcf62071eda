namespace LeakyCauldron.Identity.Domain;

/// <summary>An address that a person keeps.</summary>
internal sealed class AddressBookEntry
{
    public AddressBookEntry(Guid userId, Address address, DateTimeOffset createdAt)
    {
        (Id, UserId, Address, CreatedAt) = (Guid.CreateVersion7(), userId, address, createdAt);
    }

    private AddressBookEntry() => Address = null!;

    public Guid Id { get; private set; }

    public Guid UserId { get; private set; }

    public Address Address { get; set; }

    public DateTimeOffset CreatedAt { get; private set; }
}
