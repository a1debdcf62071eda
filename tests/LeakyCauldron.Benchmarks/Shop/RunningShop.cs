using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>The published host in a process of its own on the private Postgres, with the real catalogue in it if that is at hand, and the sample's shipping and taxes.</summary>
internal sealed class RunningShop : IAsyncDisposable
{
    private readonly BenchContext _bench;
    private readonly TempFolder _folder = new();
    private readonly string _postgres;
    private HostProcess _host = null!;
    private string _token = "";

    private RunningShop(BenchContext bench, string postgres) => (_bench, _postgres) = (bench, postgres);

    public Uri Address => _host.BaseAddress;

    public int ProcessId => _host.Process.Id;

    public string Postgres => _postgres;

    public double Memory => CpuMeter.MemoryOf(ProcessId);

    /// <summary>For setting up, not for measuring.</summary>
    public HttpClient Staff { get; private set; } = null!;

    /// <summary>Products in the catalogue and how long their import took; null without the data.</summary>
    public (int Products, TimeSpan Import, TimeSpan Searchable)? Imported { get; private set; }

    public string? Catalogue => File.Exists(CataloguePath) ? CataloguePath : null;

    private string CataloguePath => Path.Combine(_bench.Options.Data, "icecat-products.csv.gz");

    public static async Task<RunningShop> StartAsync(BenchContext bench)
    {
        if (!File.Exists(bench.Options.Host))
        {
            throw new FileNotFoundException("The host is not published: ./cauldron bench does that.", bench.Options.Host);
        }

        var shop = new RunningShop(bench, await bench.NewDatabaseAsync("shop"));
        await shop.OpenAsync();
        if (shop.Catalogue is null)
        {
            await bench.SayAsync($"{shop.CataloguePath} is not there: measured on the sample catalogue (set BENCH_DATA).");
            return shop;
        }

        var started = Stopwatch.GetTimestamp();
        var state = await shop.ImportAsync();
        var took = Stopwatch.GetElapsedTime(started);
        var total = state["total"]!.GetValue<int>();
        await Eventually.Async(async () => await shop.FoundAsync() >= total, "the catalogue to be searchable", TimeSpan.FromMinutes(5));
        shop.Imported = (total, took, Stopwatch.GetElapsedTime(started) - took);
        return shop;
    }

    /// <summary>Starts the host on what is there; answers how long it took until ready.</summary>
    public async Task<TimeSpan> OpenAsync()
    {
        var started = Stopwatch.GetTimestamp();
        _host = await HostProcess.StartAsync(
            new HostOptions
            {
                Assembly = _bench.Options.Host,
                Postgres = _postgres,
                DataDirectory = _folder.Path,
                Settings = new Dictionary<string, string?>
                {
                    ["SAMPLE_DATA"] = "small",
                    ["DOTNET_ENVIRONMENT"] = "Production",
                    ["Registry__AllowLoopback"] = "true",
                },
            }
        );
        var took = Stopwatch.GetElapsedTime(started);
        Staff = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["grant_type"] = "password",
                ["client_id"] = "shop",
                ["username"] = "admin@leaky.test",
                ["password"] = HostProcess.SamplePassword,
            }
        );
        using var answer = await Staff.PostAsync(new Uri("connect/token", UriKind.Relative), form);
        _token = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
        Staff.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return took;
    }

    public async Task CloseAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        Staff.Dispose();
    }

    /// <summary>Sends the catalogue and waits for the end; fails if a row did.</summary>
    public async Task<JsonNode> ImportAsync()
    {
        await using var file = File.OpenRead(CataloguePath);
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await Staff.PostAsync(new Uri("api/v1/catalog/imports", UriKind.Relative), content);
        var id = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["importId"]!.GetValue<string>();
        return await Eventually.Async(
            async () =>
            {
                var state = await GetAsync($"catalog/imports/{id}");
                return state["status"]!.GetValue<string>() == "running" ? null : state;
            },
            "the import to end",
            TimeSpan.FromMinutes(10)
        );
    }

    public async Task<JsonNode> GetAsync(string path) => (await Staff.GetFromJsonAsync<JsonNode>(new Uri($"api/v1/{path}", UriKind.Relative)))!;

    public async Task<byte[]> BytesAsync(string path) => await Staff.GetByteArrayAsync(new Uri($"api/v1/{path}", UriKind.Relative));

    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await Staff.PostAsJsonAsync(new Uri($"api/v1/{path}", UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{path}: {answer.StatusCode} {text}");
    }

    /// <summary>A product made for a benchmark, with so many units of it.</summary>
    public async Task<string> NewProductAsync(int units)
    {
        var sku = $"BENCH-{Guid.CreateVersion7():N}";
        var csv =
            "Handle,Title,Body (HTML),Vendor,Type,Published,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping,Variant Taxable\n"
            + $"{sku.ToLowerInvariant()},Bench {sku},<p>Oak</p>,Bench,Furniture,true,{sku},120,shopify,{units},deny,12.50,true,true\n";
        using var content = new StringContent(csv, new MediaTypeHeaderValue("text/csv"));
        using var answer = await Staff.PostAsync(new Uri("api/v1/catalog/imports", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        await Eventually.Async(
            async () => (await GetAsync($"catalog/stock/{sku}"))["available"]!.GetValue<int>() == units,
            "the product",
            TimeSpan.FromMinutes(1)
        );
        return sku;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    private async Task<int> FoundAsync() => (await GetAsync("search/products?q=&limit=1"))["total"]!.GetValue<int>();

    /// <summary>A staff token for requests of a load.</summary>
    public (string, string) Authorization => ("Authorization", $"Bearer {_token}");
}
