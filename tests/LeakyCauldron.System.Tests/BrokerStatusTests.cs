using System.Net;

namespace LeakyCauldron.System.Tests;

/// <summary>What operators see of a Kafka cluster, there and away.</summary>
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
    public async Task A_broker_that_is_away_is_told_and_does_not_close_the_shop()
    {
        using var http = new HttpClient { BaseAddress = shop.Address };
        shop.Kafka.TakeDown();
        try
        {
            await Eventually.Async(
                async () =>
                {
                    using var answer = await http.GetAsync("/health/ready");
                    answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                    (await answer.Content.ReadAsStringAsync()).ShouldContain("broker: degraded");
                },
                "readiness to tell that the broker is away"
            );
            var status = (await (await shop.Staff()).Get("/admin/outbox")).Is(HttpStatusCode.OK);
            status["brokerFailure"].GetValue<string>().ShouldNotBeEmpty();
        }
        finally
        {
            shop.Kafka.BringUp();
        }

        await Eventually.Async(
            async () => (await http.GetStringAsync("/health/ready")).Contains("broker: healthy", StringComparison.Ordinal),
            "readiness to tell that it is back"
        );
    }
}
