namespace LeakyCauldron.Catalog.Importing;

/// <summary>
/// Reads CSV as RFC 4180 has it and as programs write it: LF, CRLF or CR, a byte order mark, quoted line breaks. Memory does not grow with the file or with a
/// field: what is too large is skipped and told. A record with broken quoting is told too, and reading goes on with the line after the one it started on.
/// </summary>
internal sealed class CsvReader(Stream seekable, CsvLimits limits)
{
    private readonly byte[] _buffer = new byte[128 * 1024];
    private readonly List<int> _ends = [];
    private byte[] _content = new byte[4096];
    private int _length;
    private int _pos;
    private int _end;
    private long _offset;
    private long _line = 1;
    private long _recordStart;
    private long _recordLine;
    private long _reread;
    private bool _started;
    private bool _skipLineFeed;
    private State _state;
    private CsvFault? _fault;

    private enum State
    {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
        AfterQuote,
        Broken,
    }

    /// <summary>The next record that is not an empty line, or null at the end.</summary>
    public async ValueTask<CsvRecord?> ReadAsync(CancellationToken ct)
    {
        while (await ReadOneAsync(ct) is { } record)
        {
            if (record.Count > 1 || record.Size > 0 || record.Fault is not null)
            {
                return record;
            }
        }

        return null;
    }

    private async ValueTask<CsvRecord?> ReadOneAsync(CancellationToken ct)
    {
        if (!await BeginAsync(ct))
        {
            return null;
        }

        while (!Parse())
        {
            if (await FillAsync(ct))
            {
                continue;
            }

            if (_state != State.Quoted)
            {
                EndField();
                break;
            }

            _state = State.Broken;
            _fault = new("broken_quoting", "A quoted field is never closed.", _ends.Count);
        }

        var record = new CsvRecord(_recordLine, _content.AsSpan(0, _length).ToArray(), [.. _ends], _fault);
        if (_state == State.Broken)
        {
            await ResumeAfterFirstLineAsync(ct);
        }

        return record;
    }

    private async ValueTask<bool> BeginAsync(CancellationToken ct)
    {
        if (!_started)
        {
            _started = true;
            await FillAsync(ct);
            SkipByteOrderMark();
        }

        if (_pos == _end && !await FillAsync(ct))
        {
            return false;
        }

        if (_skipLineFeed)
        {
            _skipLineFeed = false;
            if (_buffer[_pos] == '\n' && ++_pos == _end && !await FillAsync(ct))
            {
                return false;
            }
        }

        (_recordStart, _recordLine, _length, _fault, _state) = (_offset + _pos, _line, 0, null, State.FieldStart);
        _ends.Clear();
        return true;
    }

    private void SkipByteOrderMark()
    {
        var start = _buffer.AsSpan(0, _end);
        if (start.StartsWith("\uFEFF"u8))
        {
            _pos = 3;
        }
        else if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new CsvUnreadableException("unsupported_encoding", 1, "The file is UTF-16; save it as UTF-8.");
        }
    }

    /// <summary>Goes on with what is in the buffer; true at the end of a record.</summary>
    private bool Parse()
    {
        while (_pos < _end)
        {
            var rest = _buffer.AsSpan(_pos.._end);
            switch (_state)
            {
                case State.FieldStart when rest[0] == '"':
                    _pos++;
                    _state = State.Quoted;
                    break;
                case State.FieldStart:
                    _state = State.Plain;
                    break;
                case State.Plain:
                    var stop = rest.IndexOfAny((byte)',', (byte)'\n', (byte)'\r');
                    Append(stop < 0 ? rest : rest[..stop]);
                    _pos = stop < 0 ? _end : _pos + stop;
                    if (stop >= 0 && EndFieldAt(rest[stop]))
                    {
                        return true;
                    }

                    break;
                case State.Quoted:
                    var quote = rest.IndexOf((byte)'"');
                    var inside = quote < 0 ? rest : rest[..quote];
                    Append(inside);
                    _line += inside.Count((byte)'\n');
                    _pos = quote < 0 ? _end : _pos + quote + 1;
                    _state = quote < 0 ? State.Quoted : State.QuoteInQuoted;
                    break;
                case State.QuoteInQuoted when rest[0] == '"':
                    Append(rest[..1]);
                    _pos++;
                    _state = State.Quoted;
                    break;
                case State.QuoteInQuoted or State.AfterQuote when rest[0] is (byte)',' or (byte)'\n' or (byte)'\r':
                    if (EndFieldAt(rest[0]))
                    {
                        return true;
                    }

                    break;
                case State.QuoteInQuoted or State.AfterQuote when rest[0] is (byte)' ' or (byte)'\t':
                    _pos++;
                    _state = State.AfterQuote;
                    break;
                default:
                    _state = State.Broken;
                    _fault = new("broken_quoting", "Text follows the closing quote of a field.", _ends.Count);
                    return true;
            }
        }

        return false;
    }

    /// <summary>Ends a field at a comma or line break; true if that ends the record.</summary>
    private bool EndFieldAt(byte delimiter)
    {
        EndField();
        _pos++;
        _state = State.FieldStart;
        if (delimiter == ',')
        {
            return false;
        }

        _line++;
        _skipLineFeed = delimiter == '\r';
        return true;
    }

    private void EndField() => _ends.Add(_length);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_fault is not null)
        {
            return;
        }

        var field = _length - (_ends.Count == 0 ? 0 : _ends[^1]) + bytes.Length;
        if (field > limits.FieldBytes || _length + bytes.Length > limits.RecordBytes)
        {
            _fault =
                field > limits.FieldBytes
                    ? new("field_too_large", $"A field may have {limits.FieldBytes} bytes.", _ends.Count)
                    : new("row_too_large", $"A row may have {limits.RecordBytes} bytes.", _ends.Count);
            return;
        }

        if (_length + bytes.Length > _content.Length)
        {
            Array.Resize(ref _content, Math.Max(_content.Length * 2, _length + bytes.Length));
        }

        bytes.CopyTo(_content.AsSpan(_length));
        _length += bytes.Length;
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        _offset += _end;
        _pos = 0;
        _end = await seekable.ReadAsync(_buffer, ct);
        return _end > 0;
    }

    private async ValueTask ResumeAfterFirstLineAsync(CancellationToken ct)
    {
        _reread += _offset + _pos - _recordStart;
        if (_reread > limits.RereadBytes)
        {
            throw new CsvUnreadableException("broken_quoting", _recordLine, "The quoting is broken in too many places.");
        }

        seekable.Position = _offset = _recordStart;
        (_pos, _end, _line, _skipLineFeed) = (0, 0, _recordLine + 1, false);
        while (await FillAsync(ct))
        {
            var end = _buffer.AsSpan(0, _end).IndexOfAny((byte)'\n', (byte)'\r');
            if (end >= 0)
            {
                _skipLineFeed = _buffer[end] == '\r';
                _pos = end + 1;
                return;
            }

            _pos = _end;
        }
    }
}
