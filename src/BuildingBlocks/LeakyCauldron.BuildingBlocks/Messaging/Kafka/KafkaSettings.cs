using System.Text.RegularExpressions;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>
/// Settings <c>Kafka:*</c>. Besides those named here any setting of librdkafka may be given, so also SASL and TLS: <c>Kafka__SaslMechanism</c>,
/// <c>Kafka__SASL_MECHANISM</c> and <c>Kafka__sasl.mechanism</c> are the same.
/// </summary>
internal sealed partial class KafkaSettings
{
    private static readonly string[] Own = ["BootstrapServers", "Partitions", "ReplicationFactor"];
    private readonly IConfigurationSection _section;

    public KafkaSettings(IConfiguration configuration)
    {
        _section = configuration.GetSection("Kafka");
        BootstrapServers = _section["BootstrapServers"] ?? "";
        Partitions = _section.GetValue("Partitions", 6);
        ReplicationFactor = _section.GetValue("ReplicationFactor", (short)-1);
    }

    public string BootstrapServers { get; }

    /// <summary>Of topics that we create.</summary>
    public int Partitions { get; }

    /// <summary>Of topics that we create; −1 leaves it to the broker.</summary>
    public short ReplicationFactor { get; }

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
        foreach (var setting in _section.GetChildren().Where(c => c.Value is not null && !Own.Contains(c.Key, StringComparer.OrdinalIgnoreCase)))
        {
            config.Set(PropertyName(setting.Key), setting.Value);
        }

        return config;
    }

    /// <summary><c>SaslMechanism</c> and <c>SASL_MECHANISM</c> become <c>sasl.mechanism</c>.</summary>
    public static string PropertyName(string key) =>
        key.Contains('.', StringComparison.Ordinal) ? key.ToLowerInvariant()
        : key.Contains('_', StringComparison.Ordinal) ? key.Replace('_', '.').ToLowerInvariant()
        : WordStart().Replace(key, ".").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex WordStart();
}
