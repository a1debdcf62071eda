using MimeKit;

namespace LeakyCauldron.Notifications.Mail;

internal static class MailAddresses
{
    /// <summary>A bare address; null for anything else, so that neither a list nor a header can be smuggled in.</summary>
    public static MailboxAddress? Parse(string text) =>
        text.Length <= 320 && MailboxAddress.TryParse(text, out var parsed) && parsed.Address == text && text.Contains('@', StringComparison.Ordinal)
            ? parsed
            : null;
}
