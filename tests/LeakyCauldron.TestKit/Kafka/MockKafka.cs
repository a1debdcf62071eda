using System.Runtime.InteropServices;

namespace LeakyCauldron.TestKit.Kafka;

/// <summary>
/// A Kafka cluster inside this process, as librdkafka carries it for its own tests: the real protocol over TCP, so other processes can connect. It keeps 5 MiB a
/// partition in memory, creates topics when asked for them, ignores acks, and knows neither SASL nor admin requests.
/// </summary>
public sealed class MockKafka : IDisposable
{
    private readonly nint _client;
    private readonly nint _cluster;
    private bool _disposed;

    /// <summary>Starts so many brokers on free loopback ports.</summary>
    public MockKafka(int brokers = 1)
    {
        var error = new byte[512];
        var conf = MockKafkaNative.ConfNew();

        // The cluster belongs to a client that has no brokers itself, and would say so on the error output.
        _ = MockKafkaNative.ConfSet(conf, MockKafkaNative.Text("log_level"), MockKafkaNative.Text("3"), error, (nuint)error.Length);
        _client = MockKafkaNative.New(type: 0, conf, error, (nuint)error.Length);
        if (_client == 0)
        {
            throw new InvalidOperationException($"librdkafka: {System.Text.Encoding.UTF8.GetString(error).TrimEnd('\0')}");
        }

        _cluster = MockKafkaNative.ClusterNew(_client, brokers);
        BootstrapServers = Marshal.PtrToStringUTF8(MockKafkaNative.Bootstraps(_cluster))!;

        // Three seconds by default, which every test with a consumer group would pay.
        MockKafkaNative.InitialRebalanceDelay(_cluster, 50);

        // It names none by itself, and admin requests would wait for one before they learn that they are not supported.
        Check(MockKafkaNative.SetController(_cluster, 1));
    }

    /// <summary>Value of <c>Kafka:BootstrapServers</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>
    /// Settings of a host that is to use it, as environment variables. The mock answers an empty fetch only when its time is over, and lets a group wait for its session
    /// timeout after a member has left; a real broker does neither.
    /// </summary>
    public IReadOnlyDictionary<string, string?> HostSettings =>
        new Dictionary<string, string?>
        {
            ["Kafka__BootstrapServers"] = BootstrapServers,
            ["Kafka__FetchWaitMaxMs"] = "20",
            ["Kafka__SessionTimeoutMs"] = "2000",
            ["Kafka__HeartbeatIntervalMs"] = "300",
        };

    /// <summary>Creates a topic; one that is only used gets four partitions.</summary>
    public void CreateTopic(string name, int partitions = 4, int replicas = 1) =>
        Check(MockKafkaNative.TopicCreate(_cluster, MockKafkaNative.Text(name), partitions, replicas));

    /// <summary>Closes a broker's connections and refuses new ones. Brokers are numbered from 1.</summary>
    public void TakeDown(int broker = 1) => Check(MockKafkaNative.BrokerSetDown(_cluster, broker));

    /// <summary>Brings it back with all it had.</summary>
    public void BringUp(int broker = 1) => Check(MockKafkaNative.BrokerSetUp(_cluster, broker));

    /// <summary>Makes a broker the leader of a partition.</summary>
    public void SetLeader(string topic, int partition, int broker) =>
        Check(MockKafkaNative.PartitionSetLeader(_cluster, MockKafkaNative.Text(topic), partition, broker));

    /// <summary>The next requests of a kind (0 is Produce, 1 Fetch, 8 OffsetCommit) are answered with these error codes, before they have an effect.</summary>
    public void FailNext(short apiKey, params int[] errorCodes) =>
        MockKafkaNative.PushRequestErrors(_cluster, apiKey, (nuint)errorCodes.Length, errorCodes);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            MockKafkaNative.ClusterDestroy(_cluster);
            MockKafkaNative.Destroy(_client);
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"librdkafka's mock cluster answers error {error}.");
        }
    }
}
