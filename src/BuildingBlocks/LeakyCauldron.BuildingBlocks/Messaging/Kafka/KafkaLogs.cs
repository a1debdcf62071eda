using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>librdkafka's own words, which would else go to the process's error output.</summary>
internal static partial class KafkaLogs
{
    public static void Write(ILogger logger, LogMessage message)
    {
        // Lost connections are librdkafka's errors; to us they are weather, told once by whoever is kept waiting.
        var level =
            message.Level <= SyslogLevel.Critical ? LogLevel.Error
            : message.Level <= SyslogLevel.Warning ? LogLevel.Information
            : LogLevel.Debug;
        Said(logger, level, message.Facility, message.Message);
    }

    [LoggerMessage(Message = "Kafka: {Facility} {Text}")]
    private static partial void Said(ILogger logger, LogLevel level, string facility, string text);
}
