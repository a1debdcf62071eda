using LeakyCauldron.BuildingBlocks.Messaging.Embedded;
using LeakyCauldron.BuildingBlocks.Messaging.Kafka;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>Tables stay small, and nothing goes that may still be wanted.</summary>
public sealed class CleanUpTests() : MessagingSuite(Broker.Embedded)
{
    [Fact]
    public async Task What_nobody_can_want_goes_in_small_steps_and_the_rest_stays()
    {
        await using var shop = await BuildShopAsync();
        await ExecuteAsync(
            """
            INSERT INTO ledger.inbox_messages SELECT gen_random_uuid(), 'x', now() - (CASE WHEN n % 2 = 0 THEN interval '31 days' ELSE interval '29 days' END)
            FROM generate_series(1, 60) AS n;
            INSERT INTO shelf.idempotency_keys (scope, key, fingerprint, token, locked_until, created_at)
            SELECT 's', n::text, '', gen_random_uuid(), now(), now() - (CASE WHEN n % 2 = 0 THEN interval '26 hours' ELSE interval '24 hours' END)
            FROM generate_series(1, 60) AS n;
            INSERT INTO shelf.outbox_relays VALUES (gen_random_uuid(), now() - interval '2 hours'), (gen_random_uuid(), now());
            INSERT INTO shelf.outbox_messages (id, bucket, key, version, type, payload, occurred_at, attempts)
            VALUES (gen_random_uuid(), 0, 'k', 1, 'shelf.bottle-moved.v1', '{}', now() - interval '1 year', 0);
            INSERT INTO ledger.dead_letters (id, message_id, consumer, topic, key, type, version, occurred_at, payload, error, attempts, dead_at)
            VALUES (gen_random_uuid(), gen_random_uuid(), 'x', 't', 'k', 'y', 1, now(), '', 'e', 5, now() - interval '1 year');
            """
        );

        await ActivatorUtilities.CreateInstance<CleanUpJob>(shop.Services).RunAsync(default, atOnce: 7);

        (await CountAsync("ledger.inbox_messages")).ShouldBe(30);
        (await CountAsync("shelf.idempotency_keys")).ShouldBe(30);
        (await CountAsync("shelf.outbox_relays")).ShouldBe(1);
        (await CountAsync("shelf.outbox_messages")).ShouldBe(1);
        (await CountAsync("ledger.dead_letters")).ShouldBe(1);
    }

    [Fact]
    public void The_inbox_remembers_longer_than_anything_can_come_again()
    {
        CleanUpJob.KeepInbox.ShouldBeGreaterThan(4 * EventLogCleanUpJob.Keep);
        CleanUpJob.KeepInbox.ShouldBeGreaterThan(4 * KafkaTopics.Retention);
    }

    [Fact]
    public async Task After_a_storm_outbox_and_leases_are_as_they_were()
    {
        await using var shop = await BuildShopAsync();
        await using var relay = new RunningRelay(shop, shop.Transport);
        for (var i = 0; i < 20; i++)
        {
            await shop.MoveAsync(Guid.CreateVersion7(), 10);
        }

        await OutboxIsEmptyAsync();
        await ExecuteAsync("VACUUM shelf.outbox_messages");
        (await ScalarAsync<long>("SELECT pg_relation_size('shelf.outbox_messages')")).ShouldBeLessThan(200_000);
        (await CountAsync("shelf.outbox_leases")).ShouldBeLessThanOrEqualTo(32);
        (await CountAsync("shelf.outbox_relays")).ShouldBe(1);
    }

    /// <summary>NOTIFY takes one lock of the whole server at each commit.</summary>
    [Fact]
    public void Nothing_notifies_on_the_way_of_a_write()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Solution.Root, "src"), "*.cs", SearchOption.AllDirectories).ToArray();
        sources.Length.ShouldBeGreaterThan(300);
        sources
            .Where(f =>
                File.ReadAllText(f) is var text
                && (text.Contains("pg_notify", StringComparison.OrdinalIgnoreCase) || text.Contains("\"NOTIFY ", StringComparison.Ordinal))
            )
            .ShouldBeEmpty();
    }
}
