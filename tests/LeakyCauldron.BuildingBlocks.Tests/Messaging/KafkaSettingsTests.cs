using Confluent.Kafka;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Kafka;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>What may be set, what may not, and what topics and partitions come of it.</summary>
public sealed class KafkaSettingsTests() : MessagingSuite(Broker.Kafka)
{
    [Theory]
    [InlineData("SaslMechanism", "sasl.mechanism")]
    [InlineData("SASL_MECHANISM", "sasl.mechanism")]
    [InlineData("sasl.mechanism", "sasl.mechanism")]
    [InlineData("SslCaLocation", "ssl.ca.location")]
    public void Other_settings_are_passed_through(string key, string property) => KafkaSettings.PropertyName(key).ShouldBe(property);

    [Theory]
    [InlineData("Acks", "1")]
    [InlineData("enable_idempotence", "false")]
    [InlineData("enable.auto.offset.store", "true")]
    [InlineData("GroupId", "mine")]
    public void What_order_and_safety_rest_on_is_not_for_choice(string name, string value) =>
        Should
            .Throw<InvalidStartException>(() => Configured(($"Kafka:{name}", value)))
            .Message.ShouldBe($"Kafka__{name} cannot be set: events would be lost, doubled or reordered.");

    [Fact]
    public void A_setting_that_is_refused_ends_the_start_without_its_value()
    {
        var secret = "S3cret-" + Guid.CreateVersion7();
        var settings = Configured(("Kafka:SaslPasswrd", secret), ("Kafka:SaslMechanism", secret));
        var refused = Should.Throw<InvalidStartException>(() =>
            KafkaSettings.Build(() => new ProducerBuilder<string, string>(settings.Apply(new ProducerConfig())).Build())
        );
        refused.Message.ShouldStartWith("Kafka__* has a setting that librdkafka refuses");
        refused.Message.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Secrets_of_the_connection_are_in_no_log()
    {
        var secret = "S3cret-" + Guid.CreateVersion7();
        var settings = Configured(
            ("Kafka:BootstrapServers", Kafka.BootstrapServers),
            ("Kafka:SecurityProtocol", "SaslPlaintext"),
            ("Kafka:SaslMechanism", "PLAIN"),
            ("Kafka:SaslUsername", "owl"),
            ("Kafka:SaslPassword", secret),
            ("Kafka:Debug", "all")
        );
        var config = settings.Apply(new ProducerConfig());
        (config.SaslUsername, config.SaslPassword, config.SecurityProtocol).ShouldBe(("owl", secret, SecurityProtocol.SaslPlaintext));
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using (var producer = new ProducerBuilder<string, string>(config).SetLogHandler((_, line) => lines.Enqueue(line.Message)).Build())
        {
            producer.Produce("shelf.events", new() { Key = "k", Value = "v" });
            await Eventually.Async(() => lines.Any(l => l.Contains("Sasl", StringComparison.OrdinalIgnoreCase)), "it to talk of its authentication");
        }

        lines.ShouldAllBe(l => !l.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(2, 2, "1")]
    [InlineData(5, 3, "2")]
    public async Task Topics_are_made_with_what_they_need(int brokers, short replicas, string inSync)
    {
        await using var shop = await BuildShopAsync();
        var topics = ((KafkaTopics)shop.Services.GetRequiredService<IBrokerBootstrap>()).Wanted(brokers);

        topics.Select(t => t.Name).ShouldBe(["shelf.events", "ledger.dead-letter"]);
        topics.ShouldAllBe(t =>
            t.ReplicationFactor == replicas && t.Configs["min.insync.replicas"] == inSync && t.Configs["cleanup.policy"] == "delete"
        );
        topics.ShouldAllBe(t => t.Configs["unclean.leader.election.enable"] == "false");
        topics[0].NumPartitions.ShouldBe(6);
        TimeSpan.FromMilliseconds(double.Parse(topics[0].Configs["retention.ms"])).ShouldBe(KafkaTopics.Retention);
    }

    /// <summary>Kafka's own test vectors of the Java client's default partitioner.</summary>
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    public async Task A_key_goes_where_other_clients_send_it(string key, int murmur2)
    {
        await using var shop = await BuildShopAsync();
        (await shop.Transport.PublishAsync([Envelope(key)], default)).ShouldBe([null]);
        var end = await shop.Transport.EndOfAsync("shelf.events", default);

        end.Next.Single(p => p.Value == 1).Key.ShouldBe((murmur2 & 0x7fffffff) % 4);
    }

    private static KafkaSettings Configured(params (string Key, string Value)[] values) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());

    private static EventEnvelope Envelope(string key) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Type = "shelf.bottle-moved.v1",
            Topic = "shelf.events",
            Key = key,
            Version = 1,
            Time = TimeProvider.System.GetUtcNow(),
            Data = "{}"u8.ToArray(),
        };
}
