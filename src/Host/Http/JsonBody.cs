using System.Text.Json;

namespace LeakyCauldron.Host.Http;

/// <summary>JSON that holds no text: reported like other broken JSON.</summary>
internal sealed class InvalidTextException() : JsonException("Text must not contain U+0000 or half of a surrogate pair.");

/// <summary>
/// A JSON body while it is read. Escapes are the only way for U+0000 and lone surrogates to get past a UTF-8 reader, so only they are looked at.
/// It is also why the body is a stream: the framework leaves a read of the connection's own pipe open when the JSON is wrong, which costs the connection.
/// </summary>
internal sealed class JsonBody(Stream inner) : Stream
{
    private const int HexDigits = 4;
    private bool _escaped;
    private bool _highBefore;
    private int _digitsLeft;
    private int _unit;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Check(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Check(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!_escaped && !_highBefore && _digitsLeft == 0)
            {
                var next = bytes.IndexOf((byte)'\\');
                if (next < 0)
                {
                    return;
                }

                bytes = bytes[next..];
            }

            Take(bytes[0]);
            bytes = bytes[1..];
        }
    }

    private void Take(byte b)
    {
        if (_digitsLeft > 0)
        {
            // What is not a digit is the reader's to refuse.
            _unit = (_unit << 4) | (char.IsAsciiHexDigit((char)b) ? HexValue(b) : 1);
            if (--_digitsLeft == 0)
            {
                Judge((char)_unit);
            }
        }
        else if (_escaped)
        {
            _escaped = false;
            if (b == 'u')
            {
                (_digitsLeft, _unit) = (HexDigits, 0);
            }
            else
            {
                RefuseIf(_highBefore);
            }
        }
        else if (b == '\\')
        {
            _escaped = true;
        }
        else
        {
            RefuseIf(_highBefore);
        }
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private void Judge(char unit)
    {
        RefuseIf(unit == '\0' || _highBefore != char.IsLowSurrogate(unit));
        _highBefore = char.IsHighSurrogate(unit);
    }

    private static void RefuseIf(bool wrong)
    {
        if (wrong)
        {
            throw new InvalidTextException();
        }
    }
}
