using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;

namespace LeakyCauldron.Search.Elastic.Writing;

/// <summary>One document to write to one alias. Its version is the product's event counter, so that the cluster itself refuses what is late.</summary>
internal sealed record BulkItem(string Alias, Guid ProductId, long Version, JsonObject Document);

/// <summary>
/// Writes in bulk and reads the answer item by item: what the cluster could not take now is sent again, later and alone; a conflict means that something newer is
/// there; what it will never take is reported once and left out.
/// </summary>
internal sealed partial class BulkWriter(ElasticClient client, ElasticSettings settings, TimeProvider time, ILogger<BulkWriter> log)
{
    private const int MostItems = 1000;
    private const int MostBytes = 8 * 1024 * 1024;
    private const int Attempts = 7;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private long _refused;

    private enum Outcome
    {
        Done,
        Again,
        Refused,
        NoIndex,
    }

    /// <summary>Documents that the cluster would not take since the host began.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <exception cref="ElasticUnavailableException">After several attempts some are still not written.</exception>
    /// <exception cref="IndexMissingException">The alias stands for no index.</exception>
    public async Task WriteAsync(IReadOnlyList<BulkItem> items, CancellationToken ct)
    {
        IReadOnlyList<BulkItem> open = items;
        for (var attempt = 0; open.Count > 0; attempt++)
        {
            if (attempt == Attempts)
            {
                throw new ElasticUnavailableException($"{open.Count} of {items.Count} documents were not taken in {Attempts} attempts.");
            }

            if (attempt > 0)
            {
                await WaitAsync(attempt - 1, ct);
            }

            open = await SendAsync(open, ct);
        }
    }

    /// <summary>Sends all in pieces; answers those to be sent again.</summary>
    private async Task<IReadOnlyList<BulkItem>> SendAsync(IReadOnlyList<BulkItem> items, CancellationToken ct)
    {
        var again = new List<BulkItem>();
        var piece = new ArrayBufferWriter<byte>(64 * 1024);
        var from = 0;
        for (var i = 0; i < items.Count; i++)
        {
            Append(piece, items[i]);
            if (piece.WrittenCount >= MostBytes || i - from + 1 == MostItems || i == items.Count - 1)
            {
                await SendPieceAsync([.. items.Skip(from).Take(i - from + 1)], piece.WrittenMemory, again, ct);
                piece.Clear();
                from = i + 1;
            }
        }

        return again;
    }

    private async Task SendPieceAsync(IReadOnlyList<BulkItem> items, ReadOnlyMemory<byte> lines, List<BulkItem> again, CancellationToken ct)
    {
        ElasticReply<BulkAnswer> reply;
        try
        {
            reply = await client.SendLinesAsync<BulkAnswer>("_bulk?require_alias=true", lines, ct);
        }
        catch (ElasticUnavailableException e)
        {
            LogAgain(log, items.Count, e.Message);
            again.AddRange(items);
            return;
        }

        if (reply.Status == HttpStatusCode.RequestEntityTooLarge && items.Count > 1)
        {
            again.AddRange(await HalvesAsync(items, ct));
            return;
        }

        var answers = reply.Required.Items;
        for (var i = 0; i < items.Count; i++)
        {
            var answer = answers[i].Values.Single();
            switch (Read(answer))
            {
                case Outcome.Again:
                    again.Add(items[i]);
                    break;
                case Outcome.Refused:
                    Interlocked.Increment(ref _refused);
                    LogRefused(log, items[i].ProductId, items[i].Version, answer.Error?.Type, answer.Error?.Reason);
                    break;
                // The new index has gone into use meanwhile, or was given up: the one in use gets it, and knows if it has it.
                case Outcome.NoIndex when items[i].Alias == settings.NextIndex:
                    again.Add(items[i] with { Alias = settings.Index });
                    break;
                case Outcome.NoIndex:
                    throw new IndexMissingException(items[i].Alias);
            }
        }
    }

    private async Task<IReadOnlyList<BulkItem>> HalvesAsync(IReadOnlyList<BulkItem> items, CancellationToken ct) =>
        [.. await SendAsync([.. items.Take(items.Count / 2)], ct), .. await SendAsync([.. items.Skip(items.Count / 2)], ct)];

    private static Outcome Read(BulkItemAnswer answer) =>
        answer.Status switch
        {
            >= 200 and < 300 or 409 => Outcome.Done,
            404 => Outcome.NoIndex,
            429 or >= 500 => Outcome.Again,
            _ => Outcome.Refused,
        };

    private static void Append(ArrayBufferWriter<byte> lines, BulkItem item)
    {
        using var json = new Utf8JsonWriter(lines, new JsonWriterOptions { Encoder = ElasticClient.Options.Encoder });
        new JsonObject
        {
            ["index"] = new JsonObject
            {
                ["_index"] = item.Alias,
                ["_id"] = item.ProductId.ToString("N"),
                ["version"] = item.Version,
                ["version_type"] = "external",
            },
        }.WriteTo(json);
        json.Flush();
        lines.Write("\n"u8);
        json.Reset();
        item.Document.WriteTo(json);
        json.Flush();
        lines.Write("\n"u8);
    }

    /// <summary>Doubling, with jitter, so that hosts that failed together do not come back together.</summary>
    private Task WaitAsync(int failures, CancellationToken ct)
    {
        var wait = FirstWait * Math.Pow(2, failures);
        return Task.Delay((wait < LongestWait ? wait : LongestWait) * (0.75 + (Random.Shared.NextDouble() / 2)), time, ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} products could not be sent to Elasticsearch, tried again: {Reason}")]
    private static partial void LogAgain(ILogger logger, int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Elasticsearch will not take product {Product} at version {Version}: {Type}: {Reason}")]
    private static partial void LogRefused(ILogger logger, Guid product, long version, string? type, string? reason);
}

/// <summary>No index stands behind an alias: somebody has removed it, and it has to be built anew.</summary>
internal sealed class IndexMissingException(string alias) : Exception($"There is no index {alias}.");
