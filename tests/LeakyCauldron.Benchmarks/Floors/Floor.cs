using System.Text.Json.Nodes;
using Npgsql;

namespace LeakyCauldron.Benchmarks.Floors;

/// <summary>A floor server in a process of its own, with its tables in a database of its own.</summary>
internal sealed class Floor : IAsyncDisposable
{
    private const string Schema = """
        CREATE TABLE floor_products (id uuid PRIMARY KEY, page int NOT NULL, slug text NOT NULL, title text NOT NULL, brand text NOT NULL,
            amount bigint NOT NULL, in_stock boolean NOT NULL, image text NOT NULL);
        CREATE INDEX ON floor_products (page, title);
        CREATE TABLE floor_lines (cart int PRIMARY KEY, quantity int NOT NULL);
        CREATE TABLE floor_stock (sku int PRIMARY KEY, available int NOT NULL);
        INSERT INTO floor_stock SELECT s, 1000000 FROM generate_series(0, 999) s;
        CREATE TABLE floor_orders (id uuid PRIMARY KEY, order_id uuid NOT NULL, body text NOT NULL);
        CREATE TABLE floor_order_lines (id uuid PRIMARY KEY, order_id uuid NOT NULL, body text NOT NULL);
        CREATE TABLE floor_payments (id uuid PRIMARY KEY, order_id uuid NOT NULL, body text NOT NULL);
        CREATE TABLE floor_outbox (id uuid PRIMARY KEY, order_id uuid NOT NULL, body text NOT NULL);
        """;

    private readonly DotnetProcess _process;
    private readonly TempFolder _folder;

    private Floor(DotnetProcess process, Uri address, TempFolder folder) => (_process, Address, _folder) = (process, address, folder);

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    /// <summary>F1 answers these bytes, else a product list of ours, whose products F2 reads.</summary>
    public static async Task<Floor> StartAsync(BenchContext bench, byte[]? bytes = null)
    {
        var postgres = await bench.NewDatabaseAsync("floor");
        var page = await (await bench.ShopAsync()).BytesAsync("catalog/products?limit=24");
        await FillAsync(postgres, page);
        var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "page.json");
        await File.WriteAllBytesAsync(file, bytes ?? page);
        var port = FreePort.Next();
        var process = DotnetProcess.Start(
            typeof(Floor).Assembly.Location,
            ["floor", $"{port}", file, postgres],
            new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = null }
        );
        var floor = new Floor(process, new Uri($"http://127.0.0.1:{port}"), folder);
        using var http = new HttpClient { BaseAddress = floor.Address };
        await Eventually.Async(
            async () => process.HasExited || (await http.GetAsync(new Uri("f1", UriKind.Relative))).IsSuccessStatusCode,
            "the floor"
        );
        return process.HasExited ? throw new InvalidOperationException(process.Tail()) : floor;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task FillAsync(string postgres, byte[] page)
    {
        await using var database = NpgsqlDataSource.Create(postgres);
        await using (var create = database.CreateCommand(Schema))
        {
            await create.ExecuteNonQueryAsync();
        }

        var items = JsonNode.Parse(page)!["items"]!.AsArray();
        for (var number = 0; number < 100; number++)
        {
            foreach (var item in items)
            {
                await using var insert = database.CreateCommand("INSERT INTO floor_products VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
                object[] values =
                [
                    Guid.CreateVersion7(),
                    number,
                    Text(item, "slug"),
                    Text(item, "title"),
                    Text(item, "brand"),
                    item!["price"]?["amount"]?.GetValue<long>() ?? 0,
                    true,
                    item["image"]?.ToJsonString() ?? "",
                ];
                foreach (var value in values)
                {
                    insert.Parameters.Add(new() { Value = value });
                }

                await insert.ExecuteNonQueryAsync();
            }
        }
    }

    private static string Text(JsonNode? item, string name) => item?[name] is JsonValue value ? value.ToString() : "";
}
