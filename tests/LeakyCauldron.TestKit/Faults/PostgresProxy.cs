using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace LeakyCauldron.TestKit.Faults;

/// <summary>When a connection breaks: around one request of the client.</summary>
public enum Cut
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The request never reaches the server.</summary>
    Before,

    /// <summary>The server has done what was asked, but its answer is lost.</summary>
    After,
}

/// <summary>
/// Stands between a client and Postgres, understands as much of the protocol as it takes to know what is being asked, and breaks connections at chosen requests: a crash
/// or an ambiguous commit, where and as often as a test likes.
/// </summary>
public sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _sockets = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Func<string, Cut> _decide;
    private readonly Task _accepting;

    /// <summary>Listens at once. <paramref name="decide"/> is given each request's SQL and may be called by several connections at a time.</summary>
    public PostgresProxy(string connectionString, Func<string, Cut> decide)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        (_host, _port, _decide) = (builder.Host!, builder.Port, decide);
        _listener.Start();
        builder.Host = "127.0.0.1";
        builder.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        builder.SslMode = SslMode.Disable;
        builder.GssEncryptionMode = GssEncryptionMode.Disable;
        ConnectionString = builder.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>The same database, by way of here.</summary>
    public string ConnectionString { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }

        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _sockets.TryAdd(client, 0);
        try
        {
            await server.ConnectAsync(_host, _port, _stop.Token);
            var conversation = new Conversation(client, server, _decide);
            await Task.WhenAny(conversation.ForwardRequestsAsync(), conversation.ForwardAnswersAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or EndOfStreamException)
        {
            // Either side is gone; so is the other, below.
            return;
        }
        finally
        {
            // Reset, not closed in good order: a process that died says no farewell.
            client.Close(0);
            _sockets.TryRemove(client, out _);
        }
    }

    private sealed class Conversation(Socket client, Socket server, Func<string, Cut> decide)
    {
        private readonly Dictionary<string, string> _statements = new(StringComparer.Ordinal);
        private readonly List<string> _asked = [];
        private volatile bool _mute;

        public async Task ForwardRequestsAsync()
        {
            await using var stream = new NetworkStream(client);
            await ForwardAsync(await ReadAsync(stream, typed: false));
            while (true)
            {
                var message = await ReadAsync(stream, typed: true);
                Note(message);
                if ((char)message[0] is not ('Q' or 'S'))
                {
                    await ForwardAsync(message);
                    continue;
                }

                var cut = decide(string.Join("; ", _asked));
                _asked.Clear();
                if (cut == Cut.Before)
                {
                    return;
                }

                _mute |= cut == Cut.After;
                await ForwardAsync(message);
            }
        }

        /// <summary>Ends the conversation at the first answer that is to be lost: the server has done its work by then.</summary>
        public async Task ForwardAnswersAsync()
        {
            var buffer = new byte[64 * 1024];
            while (await server.ReceiveAsync(buffer) is > 0 and var length && !_mute)
            {
                await client.SendAsync(buffer.AsMemory(0, length));
            }
        }

        private async Task ForwardAsync(byte[] message)
        {
            for (var sent = 0; sent < message.Length; )
            {
                sent += await server.SendAsync(message.AsMemory(sent));
            }
        }

        private static async Task<byte[]> ReadAsync(NetworkStream stream, bool typed)
        {
            var head = new byte[typed ? 5 : 4];
            await stream.ReadExactlyAsync(head);
            var message = new byte[head.Length - 4 + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4))];
            head.CopyTo(message, 0);
            await stream.ReadExactlyAsync(message.AsMemory(head.Length));
            return message;
        }

        private void Note(byte[] message)
        {
            switch ((char)message[0])
            {
                case 'Q':
                    _asked.Add(Text(message, 5, out _));
                    break;
                case 'P':
                    var name = Text(message, 5, out var next);
                    _statements[name] = Text(message, next, out _);
                    break;
                case 'B':
                    _ = Text(message, 5, out var statement);
                    _asked.Add(_statements.GetValueOrDefault(Text(message, statement, out _), "?"));
                    break;
                default:
                    break;
            }
        }

        private static string Text(byte[] message, int from, out int next)
        {
            var end = Array.IndexOf(message, (byte)0, from);
            next = end + 1;
            return Encoding.UTF8.GetString(message, from, end - from);
        }
    }
}
