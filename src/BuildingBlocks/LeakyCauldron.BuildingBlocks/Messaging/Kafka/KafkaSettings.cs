using System.Text.RegularExpressions;
using Confluent.Kafka;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>
/// Settings <c>Kafka:*</c>. Besides those named here any setting of librdkafka may be given, so also SASL and TLS: <c>Kafka__SaslMechanism</c>,
/// <c>Kafka__SASL_MECHANISM</c> and <c>Kafka__sasl.mechanism</c> are the same.
/// </summary>
internal sealed partial class KafkaSettings
{
    private static readonly string[] Own = ["BootstrapServers", "Partitions", "ReplicationFactor"];

    /// <summary>What nothing gets lost, doubled or reordered by; not for choice.</summary>
    private static readonly string[] Fixed =
    [
        "acks",
        "request.required.acks",
        "enable.idempotence",
        "enable.gapless.guarantee",
        "transactional.id",
        "partitioner",
        "message.timeout.ms",
        "delivery.timeout.ms",
        "group.id",
        "group.protocol",
        "enable.auto.commit",
        "enable.auto.offset.store",
        "auto.offset.reset",
        "partition.assignment.strategy",
    ];

    private readonly IConfigurationSection _section;

    public KafkaSettings(IConfiguration configuration)
    {
        _section = configuration.GetSection("Kafka");
        BootstrapServers = _section["BootstrapServers"] ?? "";
        Partitions = _section.GetValue("Partitions", 6);
        ReplicationFactor = _section.GetValue<short?>("ReplicationFactor");
        foreach (var name in Passed.Select(s => s.Key))
        {
            if (Fixed.Contains(PropertyName(name), StringComparer.Ordinal))
            {
                throw new InvalidStartException($"Kafka__{name} cannot be set: events would be lost, doubled or reordered.");
            }
        }
    }

    public string BootstrapServers { get; }

    /// <summary>Of topics that we create.</summary>
    public int Partitions { get; }

    /// <summary>Of topics that we create; null is three, or as many as there are brokers if they are fewer.</summary>
    public short? ReplicationFactor { get; }

    /// <summary>Puts address, name and everything passed through on top of what the code decided.</summary>
    public T Apply<T>(T config)
        where T : ClientConfig
    {
        config.BootstrapServers = BootstrapServers;
        config.ClientId = "leaky-cauldron";
        config.SocketNagleDisable = true;

        // A broker that comes back is found within a second, not after librdkafka's ten.
        config.ReconnectBackoffMs = 50;
        config.ReconnectBackoffMaxMs = 1000;
        foreach (var setting in Passed)
        {
            var name = PropertyName(setting.Key);
            config.Set(name, name == "security.protocol" ? Protocol(setting.Value!) : setting.Value);
        }

        return config;
    }

    /// <summary>Builds a client; a setting that librdkafka does not take ends the start in one line, without its value, which may be a secret.</summary>
    /// <exception cref="InvalidStartException">A setting is unknown or wrong.</exception>
    public static T Build<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            var text = e.Message.Contains("No such configuration property", StringComparison.Ordinal) ? e.Message : "a value is not accepted";
            throw new InvalidStartException($"Kafka__* has a setting that librdkafka refuses: {text}.");
        }
    }

    private IEnumerable<IConfigurationSection> Passed =>
        _section.GetChildren().Where(c => c.Value is not null && !Own.Contains(c.Key, StringComparer.OrdinalIgnoreCase));

    /// <summary><c>SaslMechanism</c> and <c>SASL_MECHANISM</c> become <c>sasl.mechanism</c>.</summary>
    public static string PropertyName(string key) =>
        key.Contains('.', StringComparison.Ordinal) ? key.ToLowerInvariant()
        : key.Contains('_', StringComparison.Ordinal) ? key.Replace('_', '.').ToLowerInvariant()
        : WordStart().Replace(key, ".").ToLowerInvariant();

    /// <summary>.NET's <c>SaslSsl</c> and Java's <c>SASL_SSL</c> are librdkafka's <c>sasl_ssl</c>.</summary>
    private static string Protocol(string value) =>
        value.Contains('_', StringComparison.Ordinal) ? value.ToLowerInvariant() : PropertyName(value).Replace('.', '_');

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex WordStart();
}
