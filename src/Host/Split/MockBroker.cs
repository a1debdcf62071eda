using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace LeakyCauldron.Host.Split;

/// <summary>
/// The Kafka cluster that librdkafka carries for its own tests: the real protocol over TCP, in memory, for a demonstration. What nobody has read when it stops is lost.
/// </summary>
internal sealed class MockBroker : IDisposable
{
    private const string Library = "librdkafka";

    private readonly nint _client;
    private readonly nint _cluster;

    static MockBroker() => NativeLibrary.SetDllImportResolver(typeof(MockBroker).Assembly, Resolve);

    public MockBroker()
    {
        var error = new byte[512];
        var settings = NewSettings();
        _ = Set(settings, Text("log_level"), Text("3"), error, (nuint)error.Length);
        _client = NewClient(0, settings, error, (nuint)error.Length);
        if (_client == 0)
        {
            throw new InvalidOperationException($"librdkafka: {Encoding.UTF8.GetString(error).TrimEnd('\0')}");
        }

        _cluster = NewCluster(_client, 1);
        BootstrapServers = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;
        RebalanceDelay(_cluster, 50);
        _ = Controller(_cluster, 1);
    }

    public string BootstrapServers { get; }

    /// <summary>It answers an empty fetch only when its time is over, and lets a group wait for a member that has left; a real broker does neither.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Kafka__BootstrapServers"] = BootstrapServers,
            ["Kafka__FetchWaitMaxMs"] = "100",
            ["Kafka__SessionTimeoutMs"] = "2000",
            ["Kafka__HeartbeatIntervalMs"] = "300",
        };

    public void Dispose()
    {
        DestroyCluster(_cluster);
        DestroyClient(_client);
    }

    private static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>As the client tries them: the first wants libsasl2.so.3, which many systems lack.</summary>
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? paths)
    {
        foreach (var file in name == Library ? new[] { Library, "centos8-librdkafka", "alpine-librdkafka" } : [])
        {
            if (NativeLibrary.TryLoad(file, assembly, paths, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }

    [DllImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static extern nint NewSettings();

    [DllImport(Library, EntryPoint = "rd_kafka_conf_set")]
    private static extern int Set(nint settings, byte[] name, byte[] value, byte[] error, nuint errorSize);

    [DllImport(Library, EntryPoint = "rd_kafka_new")]
    private static extern nint NewClient(int type, nint settings, byte[] error, nuint errorSize);

    [DllImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static extern void DestroyClient(nint client);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static extern nint NewCluster(nint client, int brokers);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static extern void DestroyCluster(nint cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static extern nint Bootstraps(nint cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    private static extern void RebalanceDelay(nint cluster, int milliseconds);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_set_controller_id")]
    private static extern int Controller(nint cluster, int broker);
}
