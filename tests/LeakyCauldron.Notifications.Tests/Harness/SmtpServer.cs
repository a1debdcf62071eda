using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace LeakyCauldron.Notifications.Tests.Harness;

/// <summary>A small SMTP server (RFC 5321) that keeps what it accepts.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public SmtpServer(int port)
    {
        Settings = SettingsOf(port);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Settings of a host that sends through it.</summary>
    public Dictionary<string, string?> Settings { get; }

    public ConcurrentQueue<MimeMessage> Accepted { get; } = new();

    /// <summary>The answer to RCPT for an address, in place of 250.</summary>
    public Func<string, string?> OnRecipient { get; set; } = _ => null;

    /// <summary>Mails that it accepts before it breaks the line instead of answering.</summary>
    public int LostAnswers { get; set; }

    public int Connections { get; private set; }

    public static Dictionary<string, string?> SettingsOf(int port) => new() { ["Smtp:Host"] = "127.0.0.1", ["Smtp:Port"] = $"{port}" };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                clients.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var line = client;
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 mail.test ESMTP");
            while (await reader.ReadLineAsync(_stop.Token) is { } command && await AnswerAsync(command, reader, writer)) { }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"SMTP client left: {e.Message}");
        }
    }

    private async Task<bool> AnswerAsync(string command, StreamReader reader, StreamWriter writer)
    {
        var verb = command.Split(' ', ':')[0].ToUpperInvariant();
        if (verb == "DATA")
        {
            await writer.WriteLineAsync("354 go on");
            Accepted.Enqueue(await ReadMessageAsync(reader));
            if (LostAnswers > 0)
            {
                LostAnswers--;
                return false;
            }
        }

        var answer = verb switch
        {
            "EHLO" => "250-mail.test\r\n250 8BITMIME",
            "RCPT" => OnRecipient(command) ?? "250 ok",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        await writer.WriteLineAsync(answer);
        return verb != "QUIT";
    }

    private async Task<MimeMessage> ReadMessageAsync(StreamReader reader)
    {
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        using var memory = new MemoryStream(Encoding.Latin1.GetBytes(data.ToString()));
        return await MimeMessage.LoadAsync(memory, _stop.Token);
    }
}
