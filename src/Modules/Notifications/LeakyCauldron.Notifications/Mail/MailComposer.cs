using System.Globalization;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Integration;
using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Orders.Contracts;
using MimeKit;

namespace LeakyCauldron.Notifications.Mail;

/// <summary>Asks the modules that own them for name, address and content, and writes the mail. Nothing of it is kept.</summary>
internal sealed class MailComposer(IModuleClient modules, MarketingComposer marketing, MailTemplates templates, MailSettings settings)
{
    private const string DefaultLocale = "en-GB";

    /// <summary>Not found: there is nobody, or nothing, left to write about.</summary>
    public Task<Result<OutgoingMail>> ComposeAsync(ClaimedDelivery delivery, CancellationToken ct) =>
        delivery.CampaignId is { } campaignId ? marketing.ComposeAsync(delivery, campaignId, ct)
        : delivery.OrderId is { } orderId ? ComposeOrderMailAsync(delivery, orderId, ct)
        : delivery.Kind == Kinds.BackInStock ? ComposeProductMailAsync(delivery, delivery.UserId!.Value, ct)
        : ComposeAccountMailAsync(delivery, delivery.UserId!.Value, ct);

    private async Task<Result<OutgoingMail>> ComposeProductMailAsync(ClaimedDelivery delivery, Guid userId, CancellationToken ct)
    {
        var contact = await modules.Send(new GetContact(userId), ct);
        if (contact.IsError)
        {
            return contact.Error;
        }

        var (notice, name) = (ProductNotice.FromJson(delivery.Data), contact.Value.DisplayName);
        var link = $"{settings.PublicUrl}/api/v1/catalog/products/{Uri.EscapeDataString(notice.Slug)}";
        var model = new ProductMail(settings.ShopName, settings.PublicUrl, name, notice.Title, notice.Sku, link);
        return Address(delivery, contact.Value.Email, name, templates.Render(delivery.Kind, CultureOf(contact.Value.Locale), model));
    }

    private async Task<Result<OutgoingMail>> ComposeAccountMailAsync(ClaimedDelivery delivery, Guid userId, CancellationToken ct)
    {
        var contact = await modules.Send(new GetContact(userId), ct);
        if (contact.IsError)
        {
            return contact.Error;
        }

        if (AddressFor(delivery.Kind, contact.Value) is not { } email)
        {
            return Error.NotFound("user");
        }

        var name = contact.Value.DisplayName;
        string? token = null;
        if (PurposeOf(delivery.Kind) is { } purpose)
        {
            var issued = await modules.Send(new IssueEmailToken(userId, purpose), ct);
            if (issued.IsError)
            {
                return issued.Error;
            }

            token = issued.Value;
        }

        var model = new AccountMail(settings.ShopName, settings.PublicUrl, name, token, token is null ? null : LinkOf(delivery.Kind, email, token));
        return Address(delivery, email, name, templates.Render(delivery.Kind, CultureOf(contact.Value.Locale), model));
    }

    private async Task<Result<OutgoingMail>> ComposeOrderMailAsync(ClaimedDelivery delivery, Guid orderId, CancellationToken ct)
    {
        var order = await modules.Send(new GetOrderSummary(orderId), ct);
        if (order.IsError)
        {
            return order.Error;
        }

        var culture = CultureOf(DefaultLocale);
        var name = order.Value.RecipientName;
        if (delivery.UserId is { } userId)
        {
            var contact = await modules.Send(new GetContact(userId), ct);
            if (contact.IsError)
            {
                return contact.Error;
            }

            (culture, name) = (CultureOf(contact.Value.Locale), contact.Value.DisplayName);
        }

        var model = Describe(order.Value, OrderNotice.FromJson(delivery.Data), name, culture);
        return Address(delivery, order.Value.Email, name, templates.Render(delivery.Kind, culture, model));
    }

    private OrderMail Describe(OrderSummary order, OrderNotice notice, string? name, CultureInfo culture) =>
        new(settings.ShopName, settings.PublicUrl)
        {
            Name = name,
            Number = order.Number,
            PlacedOn = order.PlacedAt.ToString("D", culture),
            Link = $"{settings.PublicUrl}/api/v1/orders/by-number/{Uri.EscapeDataString(order.Number)}?email={Uri.EscapeDataString(order.Email)}",
            Lines =
            [
                .. order.Lines.Select(l => new OrderMailLine(l.Quantity, l.Title, string.Join(", ", l.Options.Values), l.Sku, l.LineTotal.Formatted)),
            ],
            Subtotal = order.Subtotal.Formatted,
            Discount = order.Discount.Amount == 0 ? null : new Money(Math.Abs(order.Discount.Amount), order.Discount.Currency).Formatted,
            Shipping = order.Shipping.Formatted,
            Tax = order.Tax.Amount == 0 ? null : order.Tax.Formatted,
            TaxIncluded = order.TaxIncluded,
            Total = order.Total.Formatted,
            AddressLines = LinesOf(order.ShippingAddress),
            Carrier = notice.Carrier,
            TrackingNumber = notice.TrackingNumber,
            Complete = notice.Complete ?? true,
            Refunded = notice.Refunded?.Formatted,
            Items = notice.Items,
        };

    public static Result<OutgoingMail> Address(ClaimedDelivery delivery, string email, string? name, MailContent content)
    {
        if (MailAddresses.Parse(email) is not { } to)
        {
            throw new MailRefusedException("The recipient's address is not a mail address.");
        }

        var cleanName = new string([.. (name ?? "").Where(c => !char.IsControl(c))]).Trim();
        return new OutgoingMail(delivery.Id, delivery.Kind, delivery.CreatedAt, new MailboxAddress(cleanName, to.Address), content);
    }

    private static EmailTokenPurpose? PurposeOf(string kind) =>
        kind switch
        {
            Kinds.Welcome or Kinds.EmailConfirmation => EmailTokenPurpose.ConfirmEmail,
            Kinds.PasswordReset => EmailTokenPurpose.ResetPassword,
            Kinds.EmailChange => EmailTokenPurpose.ChangeEmail,
            _ => null,
        };

    /// <summary>A warning that goes out late, when the change is done, still finds the address before it.</summary>
    private static string? AddressFor(string kind, Contact contact) =>
        kind switch
        {
            Kinds.EmailChange => contact.PendingEmail,
            Kinds.EmailChangeNotice when contact.PendingEmail is null => contact.PreviousEmail ?? contact.Email,
            _ => contact.Email,
        };

    private string LinkOf(string kind, string email, string token)
    {
        var page = kind == Kinds.PasswordReset ? "reset-password" : "confirm-email";
        return $"{settings.PublicUrl}/api/v1/notifications/pages/{page}?email={Uri.EscapeDataString(email)}&token={Uri.EscapeDataString(token)}";
    }

    private static IReadOnlyList<string> LinesOf(Address? address) =>
        address is null
            ? []
            :
            [
                .. new[] { address.Name, address.Line1, address.Line2, $"{address.PostalCode} {address.City}", address.Region, address.Country }
                    .Where(line => !string.IsNullOrWhiteSpace(line))
                    .Select(line => line!),
            ];

    public static CultureInfo CultureOf(string locale)
    {
        try
        {
            return CultureInfo.GetCultureInfo(locale, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.GetCultureInfo(DefaultLocale);
        }
    }
}
