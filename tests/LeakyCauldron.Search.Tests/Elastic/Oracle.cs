using LeakyCauldron.Search.Tests.Elastic.Fake;
using LeakyCauldron.Search.Tests.Elastic.Specification;

namespace LeakyCauldron.Search.Tests.Elastic;

/// <summary>Elastic's own specification, as npm delivers it. Without it nothing is shown, so its absence is a failure.</summary>
internal static class Oracle
{
    private const string Folder = "tests/LeakyCauldron.Search.Tests/oracle";
    private static readonly Lazy<Schema> Loaded = new(Load);

    public static ExchangeCheck Specification => new(Loaded.Value);

    public static IReadOnlyList<string> Check(Server.Exchange exchange) =>
        [.. Specification.Check(exchange).Select(f => $"{exchange.Method} /{exchange.Path}{exchange.Query}: {f}")];

    private static Schema Load()
    {
        var folder = Path.Combine(Solution.Root, Folder);
        var path = Path.Combine(folder, "node_modules/@elastic/request-converter/dist/schema.json");
        return File.Exists(path)
            ? Schema.Load(path)
            : throw new InvalidOperationException(
                $"Elastic's specification is not installed: run 'npm ci' in {Folder}, or the tests by ./cauldron test."
            );
    }
}
