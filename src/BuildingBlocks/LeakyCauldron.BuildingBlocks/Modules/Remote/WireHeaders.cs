using System.Text;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>What a contract call says beside its body; read only once its service token was found good.</summary>
internal static class WireHeaders
{
    /// <summary>Path of every contract, before its wire name.</summary>
    public const string Path = "/internal/contracts/";

    /// <summary>Milliseconds that the caller will still wait: clocks may differ, durations do not.</summary>
    public const string Deadline = "Leaky-Deadline-Ms";

    /// <summary>For whom the calling process acts: <see cref="Caller"/> as base64 of its JSON; absent for nobody.</summary>
    public const string Caller = "Leaky-Caller";

    private const int LongestCaller = 4096;

    public static string Write(Caller caller) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(caller, Json.Wire));

    public static Caller? Read(string? header)
    {
        if (string.IsNullOrEmpty(header) || header.Length > LongestCaller)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Caller>(Encoding.UTF8.GetString(Convert.FromBase64String(header)), Json.Wire);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
