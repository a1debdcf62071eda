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
}
