using System.Net;

namespace LeakyCauldron.System.Tests;

/// <summary>What operators see of a Kafka cluster.</summary>
[Collection(nameof(MonolithKafka))]
public sealed class BrokerStatusTests(MonolithKafka shop)
{
    [Fact]
    public async Task Consumers_are_seen_to_reach_the_end_of_their_topics()
    {
        var staff = await shop.Staff();
        await Eventually.Async(
            async () =>
            {
                var status = (await staff.Get("/admin/outbox")).Is(HttpStatusCode.OK);
                status["transport"].GetValue<string>().ShouldBe("kafka");
                status.Json!["brokerFailure"].ShouldBeNull(status.Text);
                var consumers = status["items"].AsArray().SelectMany(m => m!["consumers"]!.AsArray()).ToArray();
                consumers.Length.ShouldBeGreaterThan(3);
                consumers.ShouldAllBe(c => c!["behind"]!.GetValue<long>() == 0, status.Text);
            },
            "all groups to have committed their last offsets"
        );
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_degrades_readiness_and_closes_nothing()
    {
        var guest = shop.Guest();
        shop.Kafka.TakeDown();
        try
        {
            await Eventually.Async(
                async () =>
                {
                    var ready = await ReadyAsync(guest);
                    ready.ShouldContain("broker: degraded");
                    ready.ShouldContain("start: healthy");
                },
                "the broker's line to be degraded"
            );
            (await guest.Get("/catalog/products")).Is(HttpStatusCode.OK);
        }
        finally
        {
            shop.Kafka.BringUp();
        }

        await Eventually.Async(
            async () =>
            {
                var ready = await ReadyAsync(guest);
                ready.ShouldContain("broker: healthy", customMessage: ready);
            },
            "the broker's line to be healthy again"
        );
    }

    /// <summary>Fails unless it is answered with 200.</summary>
    private static Task<string> ReadyAsync(ShopClient guest) => guest.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), ShopClient.Ct);
}
