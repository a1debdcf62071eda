using MailKit.Net.Smtp;

namespace LeakyCauldron.Notifications.Mail;

/// <summary>Keeps its connection while there is more to send.</summary>
internal sealed class SmtpMailTransport(MailSettings settings, TimeProvider time) : IMailTransport
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private readonly SmtpSettings _smtp = settings.Smtp ?? throw new InvalidOperationException("Smtp:Host is not set.");
    private SmtpClient? _client;

    public async Task SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        using var message = mail.ToMessage(settings.From, time.GetUtcNow());
        try
        {
            var client = await ConnectAsync(ct);
            await client.SendAsync(message, ct);
        }
        catch (SmtpCommandException e)
            when (e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && (int)e.StatusCode >= 500)
        {
            Drop();
            throw new MailRefusedException($"{(int)e.StatusCode} {e.Message}", e);
        }
        catch
        {
            Drop();
            throw;
        }
    }

    public async Task RestAsync(CancellationToken ct)
    {
        if (_client is { IsConnected: true })
        {
            await _client.DisconnectAsync(quit: true, ct);
        }

        Drop();
    }

    public ValueTask DisposeAsync()
    {
        Drop();
        return ValueTask.CompletedTask;
    }

    private async Task<SmtpClient> ConnectAsync(CancellationToken ct)
    {
        if (_client is { IsConnected: true })
        {
            return _client;
        }

        Drop();
        _client = new SmtpClient { Timeout = (int)AnswerTimeout.TotalMilliseconds };
        await _client.ConnectAsync(_smtp.Host, _smtp.Port, _smtp.Security, ct);
        if (_smtp.User is not null)
        {
            await _client.AuthenticateAsync(_smtp.User, _smtp.Password, ct);
        }

        return _client;
    }

    private void Drop()
    {
        _client?.Dispose();
        _client = null;
    }
}
