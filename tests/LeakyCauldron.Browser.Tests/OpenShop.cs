using Microsoft.Playwright;

namespace LeakyCauldron.Browser.Tests;

/// <summary>A shop with sample data, and the machine's Chromium to look at it.</summary>
public sealed class OpenShop : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    // Quiet: nothing is looked up beyond the shop. The sandbox refuses to run as root.
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private TestDatabase _database = null!;
    private HostProcess _host = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public Uri Address => _host.BaseAddress;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateEmptyAsync();
        _host = await HostProcess.StartAsync(
            new HostOptions
            {
                Postgres = _database.ConnectionString,
                Settings = new Dictionary<string, string?> { ["SAMPLE_DATA"] = "small" },
            }
        );
        // The first answers of a host that was just started are its slowest.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath =
                    Array.Find(Places, File.Exists)
                    ?? throw new FileNotFoundException("Chromium is not installed: './cauldron test' does it, or 'apt-get install chromium'."),
                Args = Flags,
            }
        );
    }

    /// <summary>A page of a browser profile that knows nothing yet.</summary>
    public async Task<IPage> NewPageAsync()
    {
        var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = Address.ToString(),
                ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
            }
        );
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    /// <summary>Closes the shop in good order, its pages still open.</summary>
    public Task CloseAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        if (!_host.Process.HasExited)
        {
            await _host.StopAsync();
        }

        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }
}
