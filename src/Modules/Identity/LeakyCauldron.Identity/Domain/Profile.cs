using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Identity.Domain;

/// <summary>Whether a kind of message goes out by mail and in the app.</summary>
internal sealed record Channels(bool Email, bool InApp);

/// <summary>A person as the shop knows them: name, wishes, address book. The id is the account's.</summary>
internal sealed class Profile : AggregateRoot
{
    public const string DefaultLocale = "en-GB";
    public const int MostAddresses = 50;
    private readonly List<AddressBookEntry> _addresses = [];

    private Profile() { }

    public string DisplayName { get; private set; } = "";

    public string? Phone { get; private set; }

    public string Locale { get; private set; } = DefaultLocale;

    /// <summary>Null: the shop's default.</summary>
    public string? Currency { get; private set; }

    public House House { get; private set; }

    /// <summary>When marketing was asked for; null if it is not wanted. It starts once the address is confirmed.</summary>
    public DateTimeOffset? MarketingSince { get; private set; }

    public IReadOnlyDictionary<string, Channels> Notifications { get; private set; } = new Dictionary<string, Channels>();

    public Guid? DefaultShippingId { get; private set; }

    public Guid? DefaultBillingId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Grows with each change of what <c>GET /me</c> answers.</summary>
    public long Version { get; private set; }

    public IReadOnlyList<AddressBookEntry> Addresses => _addresses;

    public static Profile Create(Guid userId, string displayName, DateTimeOffset now) =>
        new()
        {
            Id = userId,
            DisplayName = displayName,
            House = Sorting.Of(userId),
            CreatedAt = now,
            Version = 1,
        };

    public void Register(bool marketing, DateTimeOffset now)
    {
        MarketingSince = marketing ? now : null;
        Raise(new PersonRegistered());
    }

    public void SortInto(House house) => House = house;

    public void Edit(string displayName, string? phone, string locale)
    {
        (DisplayName, Phone, Locale) = (displayName, phone, locale);
        Touch();
    }

    public void SetPreferences(
        string locale,
        string? currency,
        IReadOnlyDictionary<string, Channels> notifications,
        bool marketing,
        DateTimeOffset now
    )
    {
        (Locale, Currency, Notifications) = (locale, currency, notifications);
        MarketingSince = marketing ? MarketingSince ?? now : null;
        Touch();
    }

    public void StopMarketing()
    {
        if (MarketingSince is not null)
        {
            MarketingSince = null;
            Touch();
        }
    }

    /// <summary>What <c>GET /me</c> shows has changed elsewhere: roles, or whether the address is confirmed.</summary>
    public void Touch() => Version++;

    public void NoteRegistrationAttempt() => Raise(new RegistrationAttempted());

    public void RequestEmailConfirmation() => Raise(new EmailConfirmationRequested());

    public void RequestPasswordReset() => Raise(new PasswordResetRequested());

    public void RequestEmailChange() => Raise(new EmailChangeRequested());

    public void Erase() => Raise(new PersonErased());

    /// <summary>Adds an address; the first is the default for both uses.</summary>
    public Result<AddressBookEntry> AddAddress(Address address, bool? shipping, bool? billing, DateTimeOffset now)
    {
        if (_addresses.Count >= MostAddresses)
        {
            return Error.Conflict("address_book_full", $"An address book holds {MostAddresses} addresses.");
        }

        var entry = new AddressBookEntry(Id, address, now);
        _addresses.Add(entry);
        SetDefaults(entry, shipping ?? _addresses.Count == 1, billing ?? _addresses.Count == 1);
        return entry;
    }

    public void ChangeAddress(AddressBookEntry entry, Address address, bool? shipping, bool? billing)
    {
        entry.Address = address;
        SetDefaults(entry, shipping, billing);
    }

    public void RemoveAddress(AddressBookEntry entry)
    {
        SetDefaults(entry, false, false);
        _addresses.Remove(entry);
    }

    private void SetDefaults(AddressBookEntry entry, bool? shipping, bool? billing)
    {
        DefaultShippingId = Choose(DefaultShippingId, entry.Id, shipping);
        DefaultBillingId = Choose(DefaultBillingId, entry.Id, billing);
    }

    private static Guid? Choose(Guid? present, Guid entry, bool? wanted) =>
        wanted switch
        {
            true => entry,
            false when present == entry => null,
            _ => present,
        };
}
