using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]

namespace LeakyCauldron.TestKit.Kafka;

/// <summary>librdkafka's mock API, which Confluent.Kafka does not wrap. It is declared experimental: the package is pinned.</summary>
internal static class MockKafkaNative
{
    private const string Library = "librdkafka";

    /// <summary>As the client tries them: the first wants libsasl2.so.3, which many systems lack.</summary>
    private static readonly string[] Files = ["librdkafka", "centos8-librdkafka", "alpine-librdkafka"];

    [DllImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static extern nint ConfNew();

    [DllImport(Library, EntryPoint = "rd_kafka_conf_set")]
    public static extern int ConfSet(nint conf, byte[] name, byte[] value, byte[] error, nuint errorSize);

    [DllImport(Library, EntryPoint = "rd_kafka_new")]
    public static extern nint New(int type, nint conf, byte[] error, nuint errorSize);

    [DllImport(Library, EntryPoint = "rd_kafka_destroy")]
    public static extern void Destroy(nint client);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    public static extern nint ClusterNew(nint client, int brokers);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    public static extern void ClusterDestroy(nint cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    public static extern nint Bootstraps(nint cluster);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    public static extern void InitialRebalanceDelay(nint cluster, int milliseconds);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_set_controller_id")]
    public static extern int SetController(nint cluster, int broker);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_topic_create")]
    public static extern int TopicCreate(nint cluster, byte[] topic, int partitions, int replicas);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    public static extern int BrokerSetDown(nint cluster, int broker);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    public static extern int BrokerSetUp(nint cluster, int broker);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_partition_set_leader")]
    public static extern int PartitionSetLeader(nint cluster, byte[] topic, int partition, int broker);

    [DllImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    public static extern void PushRequestErrors(nint cluster, short apiKey, nuint count, int[] errors);

    /// <summary>A C string.</summary>
    public static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "Before the first call, wherever it comes from.")]
    internal static void ResolveLibrary() => NativeLibrary.SetDllImportResolver(typeof(MockKafkaNative).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? paths)
    {
        if (name != Library)
        {
            return 0;
        }

        foreach (var file in Files)
        {
            if (NativeLibrary.TryLoad(file, assembly, paths, out var handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException($"None of {string.Join(", ", Files)} could be loaded.");
    }
}
