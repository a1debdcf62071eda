using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LeakyCauldron.Benchmarks.Harness;

/// <summary>
/// HTTP/1.1 over one blocking socket, no more than a benchmark needs: it costs a fraction of what is measured, which a full client would not.
/// </summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = 60_000,
    };
    private byte[] _buffer = new byte[64 * 1024];
    private int _filled;

    public RawClient(Uri server) => _socket.Connect(new IPEndPoint(IPAddress.Loopback, server.Port));

    /// <summary>Body of the last answer.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(BodyStart, BodyLength);

    private int BodyStart { get; set; }

    private int BodyLength { get; set; }

    /// <summary>The bytes of a request.</summary>
    public static byte[] Request(string method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        foreach (var (name, value) in headers)
        {
            text.Append($"{name}: {value}\r\n");
        }

        if (json is not null)
        {
            text.Append($"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n");
        }
        else if (method != "GET")
        {
            text.Append("Content-Length: 0\r\n");
        }

        return Encoding.UTF8.GetBytes(text.Append("\r\n").Append(json).ToString());
    }

    /// <summary>The status of the answer.</summary>
    public int Send(ReadOnlySpan<byte> request)
    {
        while (request.Length > 0)
        {
            request = request[_socket.Send(request)..];
        }

        _filled = 0;
        var end = -1;
        while (end < 0)
        {
            Receive();
            end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8);
        }

        var head = Encoding.ASCII.GetString(_buffer, 0, end);
        BodyStart = end + 4;
        if (Header(head, "Content-Length") is { } length)
        {
            BodyLength = int.Parse(length);
            ReceiveUntil(BodyStart + BodyLength);
        }
        else
        {
            BodyLength = Header(head, "Transfer-Encoding") is null ? 0 : ReadChunks();
        }

        return int.Parse(head.AsSpan(9, 3));
    }

    public void Dispose() => _socket.Dispose();

    private static string? Header(string head, string name)
    {
        var at = head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var start = at + name.Length + 4;
        var end = head.IndexOf('\r', start);
        return end < 0 ? head[start..] : head[start..end];
    }

    /// <summary>Moves the chunks together where they are; answers their length.</summary>
    private int ReadChunks()
    {
        var (read, write) = (BodyStart, BodyStart);
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(read, _filled - read).IndexOf("\r\n"u8)) < 0)
            {
                Receive();
            }

            var size = Convert.ToInt32(Encoding.ASCII.GetString(_buffer, read, line), 16);
            read += line + 2;
            ReceiveUntil(read + size + 2);
            if (size == 0)
            {
                return write - BodyStart;
            }

            Buffer.BlockCopy(_buffer, read, _buffer, write, size);
            (read, write) = (read + size + 2, write + size);
        }
    }

    private void ReceiveUntil(int length)
    {
        while (_filled < length)
        {
            Receive();
        }
    }

    private void Receive()
    {
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var got = _socket.Receive(_buffer.AsSpan(_filled));
        _filled += got > 0 ? got : throw new IOException("The server closed the connection.");
    }
}
