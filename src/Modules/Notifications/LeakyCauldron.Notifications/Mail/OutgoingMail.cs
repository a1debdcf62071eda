using System.Globalization;
using MimeKit;

namespace LeakyCauldron.Notifications.Mail;

/// <summary>Subject and both bodies, rendered.</summary>
internal sealed record MailContent(string Subject, string Text, string Html);

/// <summary>A mail ready to leave.</summary>
/// <param name="Id">The delivery's; it makes the Message-ID.</param>
internal sealed record OutgoingMail(Guid Id, string Kind, DateTimeOffset CreatedAt, MailboxAddress To, MailContent Content)
{
    /// <summary>Where a mail program ends what the mail is part of, in one step (RFC 8058).</summary>
    public string? Unsubscribe { get; init; }

    /// <summary>The same at each attempt.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{Kind}-{Id}.eml");

    public MimeMessage ToMessage(MailboxAddress from, DateTimeOffset now)
    {
        var message = new MimeMessage
        {
            MessageId = $"{Id:N}@{from.Domain}",
            Date = now,
            Subject = Content.Subject,
            Body = new MultipartAlternative(Part("plain", Content.Text), Part("html", Content.Html)),
        };
        message.From.Add(from);
        message.To.Add(To);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (Unsubscribe is not null)
        {
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{Unsubscribe}>");
            message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }

        return message;
    }

    private static TextPart Part(string subtype, string text) =>
        new(subtype) { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable };
}
