namespace LeakyCauldron.Notifications.Mail;

/// <summary>What every layout may say of the shop.</summary>
internal abstract record MailModel(string ShopName, string ShopUrl);

internal sealed record AccountMail(string ShopName, string ShopUrl, string Name, string? Token, string? Link) : MailModel(ShopName, ShopUrl);

internal sealed record ProductMail(string ShopName, string ShopUrl, string Name, string Title, string Sku, string Link)
    : MailModel(ShopName, ShopUrl);

internal sealed record MarketingMail(string ShopName, string ShopUrl) : MailModel(ShopName, ShopUrl)
{
    public required string Subject { get; init; }

    public required IReadOnlyList<string> Paragraphs { get; init; }

    public required string Unsubscribe { get; init; }
}

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

    /// <summary>How many a return or a change is about, such as <c>2 items</c>.</summary>
    public required string? Items { get; init; }

    /// <summary>Made up, to look at.</summary>
    public static OrderMail Example(string shopName, string shopUrl, System.Globalization.CultureInfo culture) =>
        new(shopName, shopUrl)
        {
            Name = "Luna",
            Number = "LC-EXAMPLE",
            PlacedOn = new DateTime(2026, 10, 31, 0, 0, 0, DateTimeKind.Utc).ToString("D", culture),
            Link = $"{shopUrl}/api/v1/orders/by-number/LC-EXAMPLE",
            Lines = [new OrderMailLine(2, "Butterbeer", "Large", "BB-1", new Money(2468, "GBP").Formatted)],
            Subtotal = new Money(2468, "GBP").Formatted,
            Discount = new Money(100, "GBP").Formatted,
            Shipping = new Money(399, "GBP").Formatted,
            Tax = new Money(461, "GBP").Formatted,
            TaxIncluded = true,
            Total = new Money(2767, "GBP").Formatted,
            AddressLines = ["Luna Lovegood", "1 Hill Lane", "EX11 1AA Ottery St Catchpole", "GB"],
            Carrier = "Owl Post",
            TrackingNumber = "OWL-1",
            Complete = true,
            Refunded = new Money(2767, "GBP").Formatted,
            Items = "2 items",
        };
}

internal sealed record OrderMailLine(int Quantity, string Title, string Options, string Sku, string Total);
