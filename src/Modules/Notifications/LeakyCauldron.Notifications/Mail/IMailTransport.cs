namespace LeakyCauldron.Notifications.Mail;

/// <summary>Takes mails away: to an SMTP server, or into a folder. One instance serves one sender at a time.</summary>
internal interface IMailTransport : IAsyncDisposable
{
    /// <summary>Returns once the mail is accepted. Any exception but <see cref="MailRefusedException"/> means that it may be tried again.</summary>
    Task SendAsync(OutgoingMail mail, CancellationToken ct);

    /// <summary>Nothing to send for now: gives back connections.</summary>
    Task RestAsync(CancellationToken ct);
}

/// <summary>This mail will never be accepted, however often it is tried.</summary>
internal sealed class MailRefusedException(string message, Exception? inner = null) : Exception(message, inner);
