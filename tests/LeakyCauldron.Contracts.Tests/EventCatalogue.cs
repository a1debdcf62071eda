using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host;
using Microsoft.AspNetCore.Builder;

namespace LeakyCauldron.Contracts.Tests;

/// <summary>The events of the running model, and the payloads of the past that are kept for them.</summary>
internal static class EventCatalogue
{
    private static readonly Lazy<ModuleModel> Model = new(() =>
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:Postgres"] = "Host=127.0.0.1;Username=nobody";
        builder.Configuration["Shop:PublicUrl"] = "http://127.0.0.1:8080";
        builder.Configuration["Shop:Currency"] = "GBP";
        builder.Configuration["DATA_DIR"] = Path.GetTempPath();
        return builder.Services.AddModules(builder.Configuration, HostModules.All);
    });

    public static ModuleModel OfHost => Model.Value;

    public static IReadOnlyDictionary<string, Type> Events => OfHost.Events;

    /// <summary>Files <c>orders.order-placed.v1.json</c>, or <c>orders.order-placed.v1.some-case.json</c>; never rewritten once an event has been published.</summary>
    public static TheoryData<string> Golden() => [.. GoldenFiles().Select(f => Path.GetFileName(f)!)];

    public static string[] GoldenFiles() => Directory.GetFiles(Folder, "*.json");

    public static string WireName(string file) => string.Join('.', file.Split('.').Take(3));

    public static JsonNode Payload(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;

    private static string Folder => Path.Combine(Solution.Root, "tests", "LeakyCauldron.Contracts.Tests", "Golden");
}
