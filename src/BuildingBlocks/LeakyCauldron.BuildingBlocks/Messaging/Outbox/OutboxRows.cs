using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>Makes the row of an event, the same for every writer.</summary>
internal static class OutboxRows
{
    public static OutboxMessage Create(IIntegrationEvent @event, long version, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Key = @event.AggregateId,
            Bucket = BucketOf(@event.AggregateId),
            Version = version,
            Type = EventNames.WireName(@event.GetType()),
            Payload = JsonSerializer.Serialize(@event, @event.GetType(), Json.Wire),
            OccurredAt = now,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null,
        };

    /// <summary>FNV-1a: the same in every process and for ever, which <c>string.GetHashCode</c> is not.</summary>
    public static short BucketOf(string key)
    {
        Span<byte> utf8 = stackalloc byte[128];
        if (!Encoding.UTF8.TryGetBytes(key, utf8, out var length))
        {
            utf8 = Encoding.UTF8.GetBytes(key);
            length = utf8.Length;
        }

        var hash = 2166136261u;
        foreach (var b in utf8[..length])
        {
            hash = (hash ^ b) * 16777619u;
        }

        return (short)((hash ^ (hash >> 16)) % (uint)MessagingTables.Buckets);
    }
}
