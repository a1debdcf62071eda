using System.Globalization;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace LeakyCauldron.Notifications.Mail;

/// <summary>The server that mails leave through.</summary>
internal sealed record SmtpSettings(string Host, int Port, string? User, string Password, SecureSocketOptions Security);

internal sealed record MailSettings(MailboxAddress From, string ShopName, string PublicUrl, string Folder, SmtpSettings? Smtp)
{
    /// <summary>Mails sent at the same time by one process.</summary>
    public int Senders { get; init; } = 2;

    /// <summary>How long a mail waits at most when no commit of this process has woken the sender.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait after the first failure; it doubles with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Wait between two attempts at most.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <exception cref="InvalidStartException">A setting that no mail could be sent with.</exception>
    public static MailSettings Read(IConfiguration configuration)
    {
        var shopName = Text(configuration, "Shop:Name") ?? "The Leaky Cauldron";
        var from = Text(configuration, "Shop:MailFrom") ?? "owls@leaky.test";
        if (MailAddresses.Parse(from) is not { } sender)
        {
            throw new InvalidStartException($"Shop__MailFrom is \"{from}\", which is not a mail address.");
        }

        var folder = Path.Combine(Path.GetFullPath(Text(configuration, "DATA_DIR") ?? ".data"), "mail");
        return new MailSettings(
            new MailboxAddress(shopName, sender.Address),
            shopName,
            BuildingBlocks.Http.PublicUrl.Of(configuration),
            folder,
            ReadSmtp(configuration)
        );
    }

    private static SmtpSettings? ReadSmtp(IConfiguration configuration)
    {
        if (Text(configuration, "Smtp:Host") is not { } host)
        {
            return null;
        }

        var user = Text(configuration, "Smtp:User");
        var portText = Text(configuration, "Smtp:Port") ?? (user is null ? "25" : "587");
        if (!ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            throw new InvalidStartException($"Smtp__Port is \"{portText}\", which is not a port.");
        }

        return new SmtpSettings(host, port, user, configuration["Smtp:Password"] ?? "", ReadSecurity(configuration, host, user));
    }

    /// <summary>A password crosses a network only under TLS, unless the operator says otherwise: without that, stripping STARTTLS from the greeting would reveal it.</summary>
    private static SecureSocketOptions ReadSecurity(IConfiguration configuration, string host, string? user) =>
        (Text(configuration, "Smtp:Security") ?? "auto") switch
        {
            "auto" when user is not null && !IsLoopback(host) && Text(configuration, "Smtp:Port") != "465" => SecureSocketOptions.StartTls,
            "auto" => SecureSocketOptions.Auto,
            "none" => SecureSocketOptions.None,
            "starttls" => SecureSocketOptions.StartTls,
            "tls" => SecureSocketOptions.SslOnConnect,
            var other => throw new InvalidStartException($"Smtp__Security is \"{other}\"; known: auto, none, starttls, tls."),
        };

    private static bool IsLoopback(string host) =>
        host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));

    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
