using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Planted;

/// <summary>A consumer as one would write it in an afternoon, with the same tables as the real one. A throw means that the batch comes again.</summary>
internal abstract class SketchConsumer
{
    private readonly ConcurrentDictionary<Guid, byte> _crashed = [];

    public required TestShop Shop { get; init; }

    public abstract Task DeliverAsync(IReadOnlyList<EventEnvelope> batch);

    /// <summary>The process dies here, once for every third event.</summary>
    protected void CrashOnce(EventEnvelope envelope)
    {
        if (envelope.Version % 3 == 0 && _crashed.TryAdd(envelope.Id, 0))
        {
            throw new IOException("The process died.");
        }
    }

    protected static async Task<bool> TakeAsync(NpgsqlConnection connection, EventEnvelope envelope, string consumer = nameof(EnterOnBottleMoved))
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO ledger.inbox_messages (message_id, consumer) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            connection
        )
        {
            Parameters =
            {
                new() { Value = envelope.Id },
                new() { Value = consumer },
            },
        };
        return await command.ExecuteNonQueryAsync() == 1;
    }

    protected static async Task<bool> IsTakenAsync(NpgsqlConnection connection, EventEnvelope envelope)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM ledger.inbox_messages WHERE message_id = $1", connection)
        {
            Parameters = { new() { Value = envelope.Id } },
        };
        return await command.ExecuteScalarAsync() is > 0L;
    }

    protected static async Task EnterAsync(NpgsqlConnection connection, EventEnvelope envelope)
    {
        await using var command = new NpgsqlCommand("INSERT INTO ledger.entries (message_id, key, version, step) VALUES ($1, $2, $3, 0)", connection)
        {
            Parameters =
            {
                new() { Value = envelope.Id },
                new() { Value = envelope.Key },
                new() { Value = envelope.Version },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    protected async Task EachAsync(IReadOnlyList<EventEnvelope> batch, Func<NpgsqlConnection, EventEnvelope, Task> handle)
    {
        await using var connection = await Shop.Ledger.OpenConnectionAsync();
        foreach (var envelope in batch)
        {
            await handle(connection, envelope);
        }
    }
}

/// <summary>Trusts the broker to deliver once.</summary>
internal sealed class HasNoInbox : SketchConsumer
{
    public override Task DeliverAsync(IReadOnlyList<EventEnvelope> batch) => EachAsync(batch, EnterAsync);
}

/// <summary>Looks first and notes afterwards; two at once both find nothing.</summary>
internal sealed class ChecksBeforeItActs : SketchConsumer
{
    private readonly global::System.Collections.Concurrent.ConcurrentDictionary<Guid, TaskCompletionSource> _looked = new();

    public override Task DeliverAsync(IReadOnlyList<EventEnvelope> batch) =>
        EachAsync(
            batch,
            async (connection, envelope) =>
            {
                if (!await IsTakenAsync(connection, envelope))
                {
                    await MeetAsync(envelope.Id);
                    await EnterAsync(connection, envelope);
                    await TakeAsync(connection, envelope);
                }
            }
        );

    /// <summary>The first to look waits for the second: a race that is certain to happen.</summary>
    private Task MeetAsync(Guid id)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var met = _looked.GetOrAdd(id, mine);
        if (met != mine)
        {
            met.TrySetResult();
        }

        return met.Task;
    }
}

/// <summary>The inbox row is committed before the effect.</summary>
internal sealed class NotesBeforeTheEffect : SketchConsumer
{
    public override Task DeliverAsync(IReadOnlyList<EventEnvelope> batch) =>
        EachAsync(
            batch,
            async (connection, envelope) =>
            {
                if (await TakeAsync(connection, envelope))
                {
                    CrashOnce(envelope);
                    await EnterAsync(connection, envelope);
                }
            }
        );
}

/// <summary>The effect is committed before the inbox row.</summary>
internal sealed class NotesAfterTheEffect : SketchConsumer
{
    public override Task DeliverAsync(IReadOnlyList<EventEnvelope> batch) =>
        EachAsync(
            batch,
            async (connection, envelope) =>
            {
                if (!await IsTakenAsync(connection, envelope))
                {
                    await EnterAsync(connection, envelope);
                    CrashOnce(envelope);
                    await TakeAsync(connection, envelope);
                }
            }
        );
}

/// <summary>Says it is done before it is: the offset goes first.</summary>
internal sealed class AcknowledgesBeforeTheEffect : SketchConsumer
{
    private readonly ConcurrentDictionary<Guid, byte> _acknowledged = [];

    public override Task DeliverAsync(IReadOnlyList<EventEnvelope> batch) =>
        EachAsync(
            [.. batch.Where(e => _acknowledged.TryAdd(e.Id, 0))],
            async (connection, envelope) =>
            {
                CrashOnce(envelope);
                if (await TakeAsync(connection, envelope))
                {
                    await EnterAsync(connection, envelope);
                }
            }
        );
}

/// <summary>Logs what went wrong, and goes on.</summary>
internal sealed class SwallowsFailures : SketchConsumer
{
    public override Task DeliverAsync(IReadOnlyList<EventEnvelope> batch) =>
        EachAsync(
            batch,
            async (connection, envelope) =>
            {
                await using var transaction = await connection.BeginTransactionAsync();
                try
                {
                    if (await TakeAsync(connection, envelope))
                    {
                        CrashOnce(envelope);
                        await EnterAsync(connection, envelope);
                    }
                }
                catch (IOException e)
                {
                    TestContext.Current.SendDiagnosticMessage(e.Message);
                }

                await transaction.CommitAsync();
            }
        );
}

/// <summary>One inbox for all handlers: the first to come takes the message away from the others.</summary>
internal sealed class SharesOneInboxAmongHandlers : SketchConsumer
{
    public override Task DeliverAsync(IReadOnlyList<EventEnvelope> batch) =>
        EachAsync(
            batch,
            async (connection, envelope) =>
            {
                await using var transaction = await connection.BeginTransactionAsync();
                var another = envelope.Version % 2 == 0;
                if (await TakeAsync(connection, envelope, consumer: "ledger") && !another)
                {
                    await EnterAsync(connection, envelope);
                }

                await transaction.CommitAsync();
            }
        );
}
