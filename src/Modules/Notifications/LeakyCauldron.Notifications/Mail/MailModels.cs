namespace LeakyCauldron.Notifications.Mail;

/// <summary>What every layout may say of the shop.</summary>
internal abstract record MailModel(string ShopName, string ShopUrl);

internal sealed record AccountMail(string ShopName, string ShopUrl, string Name, string? Token, string? Link) : MailModel(ShopName, ShopUrl);

internal sealed record OrderMail(string ShopName, string ShopUrl) : MailModel(ShopName, ShopUrl)
{
    public required string? Name { get; init; }

    public required string Number { get; init; }

    public required string PlacedOn { get; init; }

    public required string Link { get; init; }

    public required IReadOnlyList<OrderMailLine> Lines { get; init; }

    public required string Subtotal { get; init; }

    /// <summary>Null if there is none.</summary>
    public required string? Discount { get; init; }

    public required string Shipping { get; init; }

    /// <summary>Null if there is none.</summary>
    public required string? Tax { get; init; }

    public required bool TaxIncluded { get; init; }

    public required string Total { get; init; }

    public required IReadOnlyList<string> AddressLines { get; init; }

    public required string? Carrier { get; init; }

    public required string? TrackingNumber { get; init; }

    /// <summary>False for one parcel of several.</summary>
    public required bool Complete { get; init; }

    public required string? Refunded { get; init; }
}

internal sealed record OrderMailLine(int Quantity, string Title, string Options, string Sku, string Total);
