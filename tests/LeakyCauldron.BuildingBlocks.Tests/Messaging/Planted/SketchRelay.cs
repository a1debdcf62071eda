using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Planted;

/// <summary>A relay as one would write it in an afternoon. Each of those below has one of the bugs that outboxes in the wild have.</summary>
internal abstract class SketchRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public required TestShop Shop { get; init; }

    public required IEventTransport Transport { get; init; }

    public SketchRelay Start()
    {
        _running = Task.Run(RunAsync);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    protected abstract Task TurnAsync(CancellationToken ct);

    protected async Task<List<(long Sequence, EventEnvelope Envelope)>> ReadAsync(string where = "true", string order = "version")
    {
        await using var command = Shop.Shelf.CreateCommand(
            $"SELECT sequence, id, key, version, type, payload, occurred_at FROM shelf.outbox_messages WHERE {where} ORDER BY {order} LIMIT 50"
        );
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(long, EventEnvelope)>();
        while (await reader.ReadAsync())
        {
            rows.Add(
                (
                    reader.GetInt64(0),
                    new EventEnvelope
                    {
                        Id = reader.GetGuid(1),
                        Topic = "shelf.events",
                        Key = reader.GetString(2),
                        Version = reader.GetInt64(3),
                        Type = reader.GetString(4),
                        Data = reader.GetFieldValue<byte[]>(5),
                        Time = reader.GetFieldValue<DateTimeOffset>(6),
                    }
                )
            );
        }

        return rows;
    }

    protected async Task DeleteAsync(IEnumerable<EventEnvelope> sent)
    {
        await using var command = Shop.Shelf.CreateCommand("DELETE FROM shelf.outbox_messages WHERE id = ANY($1)");
        command.Parameters.Add(new() { Value = sent.Select(e => e.Id).ToArray() });
        await command.ExecuteNonQueryAsync();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(_stop.Token);
                await timer.WaitForNextTickAsync(_stop.Token);
            }
            catch (Exception e) when (e is IOException or NpgsqlException or OperationCanceledException)
            {
                // As a process that was started again would: from what is in the table.
                continue;
            }
        }
    }
}

/// <summary>Remembers how far it has read; who commits later with a smaller number is never looked at.</summary>
internal sealed class ReadsByCursor : SketchRelay
{
    private long _cursor;

    protected override async Task TurnAsync(CancellationToken ct)
    {
        var rows = await ReadAsync($"sequence > {_cursor}", "sequence");
        var failures = await Transport.PublishAsync([.. rows.Select(r => r.Envelope)], ct);
        await DeleteAsync(rows.Where((_, i) => failures[i] is null).Select(r => r.Envelope));
        _cursor = rows.Count > 0 ? rows[^1].Sequence : _cursor;
    }
}

/// <summary>Marks first: at most once.</summary>
internal sealed class DeletesBeforeItPublishes : SketchRelay
{
    protected override async Task TurnAsync(CancellationToken ct)
    {
        var rows = await ReadAsync();
        await DeleteAsync(rows.Select(r => r.Envelope));
        await Transport.PublishAsync([.. rows.Select(r => r.Envelope)], ct);
    }
}

/// <summary>Hands over and does not wait for what the broker says.</summary>
internal sealed class IgnoresTheBrokersAnswer : SketchRelay
{
    protected override async Task TurnAsync(CancellationToken ct)
    {
        var rows = await ReadAsync();
        await Transport.PublishAsync([.. rows.Select(r => r.Envelope)], ct);
        await DeleteAsync(rows.Select(r => r.Envelope));
    }
}

/// <summary>Takes the order of insertion for the aggregate's.</summary>
internal sealed class TrustsTheOrderOfInsertion : SketchRelay
{
    protected override async Task TurnAsync(CancellationToken ct)
    {
        var rows = await ReadAsync("true", "sequence");
        var failures = await Transport.PublishAsync([.. rows.Select(r => r.Envelope)], ct);
        await DeleteAsync(rows.Where((_, i) => failures[i] is null).Select(r => r.Envelope));
    }
}

/// <summary>One by one, so that a refused one is overtaken by its successors.</summary>
internal sealed class OvertakesWhatFailed : SketchRelay
{
    protected override async Task TurnAsync(CancellationToken ct)
    {
        foreach (var (_, envelope) in await ReadAsync())
        {
            if ((await Transport.PublishAsync([envelope], ct))[0] is null)
            {
                await DeleteAsync([envelope]);
            }
        }
    }
}

/// <summary>Waits for the first to succeed, whoever stands behind it.</summary>
internal sealed class StopsAtTheFirstFailure : SketchRelay
{
    protected override async Task TurnAsync(CancellationToken ct)
    {
        foreach (var (_, envelope) in await ReadAsync("true", "id"))
        {
            if ((await Transport.PublishAsync([envelope], ct))[0] is not null)
            {
                return;
            }

            await DeleteAsync([envelope]);
        }
    }
}

/// <summary>Several workers, each with the next row that is not locked.</summary>
internal sealed class SkipsLockedRows : SketchRelay
{
    protected override Task TurnAsync(CancellationToken ct) => Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WorkAsync(ct)));

    private async Task WorkAsync(CancellationToken ct)
    {
        await using var connection = await Shop.Shelf.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var take = new NpgsqlCommand("SELECT id FROM shelf.outbox_messages ORDER BY version LIMIT 1 FOR UPDATE SKIP LOCKED", connection);
        if (await take.ExecuteScalarAsync(ct) is not Guid id)
        {
            return;
        }

        var row = (await ReadAsync($"id = '{id}'"))[0].Envelope;
        if ((await Transport.PublishAsync([row], ct))[0] is null)
        {
            await using var delete = new NpgsqlCommand("DELETE FROM shelf.outbox_messages WHERE id = $1", connection);
            delete.Parameters.Add(new() { Value = id });
            await delete.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
        }
    }
}

/// <summary>Publishes well, and tidies up by age what it takes for old news.</summary>
internal sealed class PurgesByAge : SketchRelay
{
    protected override async Task TurnAsync(CancellationToken ct)
    {
        await using var purge = Shop.Shelf.CreateCommand("DELETE FROM shelf.outbox_messages WHERE occurred_at < now() - interval '200 milliseconds'");
        await purge.ExecuteNonQueryAsync(ct);
        foreach (var key in (await ReadAsync()).Select(r => r.Envelope).GroupBy(e => e.Key))
        {
            EventEnvelope[] rows = [.. key];
            var failures = await Transport.PublishAsync(rows, ct);
            await DeleteAsync(rows.Where((_, i) => failures[i] is null));
        }
    }
}

/// <summary>Gives what it sends a new id each time, so that no consumer can know it again.</summary>
internal sealed class MakesANewIdForEachAttempt : SketchRelay
{
    protected override async Task TurnAsync(CancellationToken ct)
    {
        foreach (var key in (await ReadAsync()).Select(r => r.Envelope).GroupBy(e => e.Key))
        {
            EventEnvelope[] rows = [.. key];
            var failures = await Transport.PublishAsync([.. rows.Select(r => r with { Id = Guid.CreateVersion7() })], ct);
            await DeleteAsync(rows.Where((_, i) => failures[i] is null));
        }
    }
}
