using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>CloudEvents 1.0, Kafka binding, binary mode: attributes are headers, the value is the data.</summary>
internal static class KafkaEnvelope
{
    private static readonly byte[] SpecVersion = "1.0"u8.ToArray();
    private static readonly byte[] ContentType = "application/json"u8.ToArray();

    public static Message<string, byte[]> Write(EventEnvelope envelope)
    {
        var headers = new Headers
        {
            { "ce_specversion", SpecVersion },
            { "ce_id", Utf8(envelope.Id.ToString()) },
            { "ce_type", Utf8(envelope.Type) },
            { "ce_source", Utf8($"/{EventNames.Producer(envelope.Type)}") },
            { "ce_subject", Utf8(envelope.Key) },
            { "ce_time", Utf8(envelope.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)) },
            { "ce_version", Utf8(envelope.Version.ToString(CultureInfo.InvariantCulture)) },
            { "content-type", ContentType },
        };
        if (envelope.TraceParent is { } parent)
        {
            headers.Add("traceparent", Utf8(parent));
        }

        var whole = MemoryMarshal.TryGetArray(envelope.Data, out var data) && data.Offset == 0 && data.Count == data.Array!.Length;
        return new Message<string, byte[]>
        {
            Key = envelope.Key,
            Value = whole ? data.Array! : envelope.Data.ToArray(),
            Headers = headers,
        };
    }

    /// <summary>Never throws: what cannot be read is an envelope with a <see cref="EventEnvelope.Defect"/>.</summary>
    public static EventEnvelope Read(ConsumeResult<byte[], byte[]> record)
    {
        var message = record.Message;
        var id = Header(message, "ce_id");
        var type = Header(message, "ce_type");
        var key = message.Key is null ? null : Encoding.UTF8.GetString(message.Key);
        var hasId = Guid.TryParse(id, out var messageId);
        var hasVersion = long.TryParse(Header(message, "ce_version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var hasTime = DateTimeOffset.TryParse(Header(message, "ce_time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        var contentType = Header(message, "content-type");
        var defect =
            Header(message, "ce_specversion") != "1.0" ? "ce_specversion is not 1.0"
            : !hasId ? $"ce_id is not a UUID: {id ?? "missing"}"
            : string.IsNullOrEmpty(type) ? "ce_type is missing"
            : string.IsNullOrEmpty(key) ? "the record has no key"
            : Header(message, "ce_subject") is { } subject && subject != key ? $"ce_subject {subject} is not the key {key}"
            : !hasVersion || version < 1 ? "ce_version is not a number from 1 on"
            : !hasTime ? "ce_time is not a time"
            : contentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == false ? $"content-type is {contentType}"
            : message.Value is null ? "the record has no value"
            : null;
        return new EventEnvelope
        {
            // A stranger's ids may repeat; two defective records are two dead letters.
            Id = defect is null ? messageId : PlaceId(record.TopicPartitionOffset),
            Type = type ?? "",
            Topic = record.Topic,
            Key = key ?? "",
            Version = version,
            Time = hasTime ? time : DateTimeOffset.UnixEpoch,
            TraceParent = Header(message, "traceparent"),
            Data = message.Value ?? [],
            Defect = defect,
            Record = record,
        };
    }

    private static string? Header(Message<byte[], byte[]> message, string name) =>
        message.Headers is { } headers && headers.TryGetLastBytes(name, out var bytes) && bytes is not null ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The same at each delivery of the record.</summary>
    private static Guid PlaceId(TopicPartitionOffset place) =>
        new(
            SHA256
                .HashData(
                    Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.Topic}/{place.Partition.Value}/{place.Offset.Value}"))
                )
                .AsSpan(0, 16)
        );

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
