using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>What is held while the broker takes its time.</summary>
public abstract class BrokerWaitTests(Broker broker) : MessagingSuite(broker)
{
    private const string OpenTransactions = """
        pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
        """;

    private const string Locks = """
        pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND l.pid <> pg_backend_pid()
          AND l.locktype IN ('relation', 'tuple', 'transactionid', 'advisory')
        """;

    [Fact]
    public async Task Nothing_is_held_in_the_database_while_the_broker_keeps_its_answer_back()
    {
        await using var shop = await BuildShopAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var transport = new FaultyTransport(shop.Transport)
        {
            After = _ =>
            {
                asked.TrySetResult();
                return release.Task;
            },
        };
        await using var relay = new RunningRelay(shop, transport);
        await shop.MoveAsync(Guid.CreateVersion7(), 3);
        await asked.Task;

        // The lease is renewed meanwhile, in transactions of a moment; what is held would be there at every look.
        await Eventually.Async(async () => await CountAsync(OpenTransactions) == 0, "no transaction to be open");
        await Eventually.Async(async () => await CountAsync(Locks) == 0, "no lock to be held");
        release.SetResult();
        await OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task What_is_held_would_be_seen()
    {
        await using var shop = await BuildShopAsync();
        await using (var connection = await shop.Shelf.OpenConnectionAsync())
        await using (await connection.BeginTransactionAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM shelf.outbox_messages";
            await command.ExecuteScalarAsync();
            (await CountAsync(OpenTransactions)).ShouldBe(1);
            (await CountAsync(Locks)).ShouldBeGreaterThan(0);
        }
    }
}

public sealed class EmbeddedBrokerWaitTests() : BrokerWaitTests(Broker.Embedded);

public sealed class KafkaBrokerWaitTests() : BrokerWaitTests(Broker.Kafka);
