using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Checkouts;
using LeakyCauldron.Orders.Persistence;
using LeakyCauldron.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace LeakyCauldron.Orders.Tests.Harness;

/// <summary>Orders and Payments in a host of their own, over JSON; the modules around them are played by <see cref="Neighbours"/>. Time passes when the test says so.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private Shop(TestDatabase database, ModuleApp app, Parts parts) =>
        (_database, App, Neighbours, Clock, Crash) = (database, app, parts.Neighbours, parts.Clock, parts.Crash);

    public ModuleApp App { get; }

    public Neighbours Neighbours { get; }

    public ShiftedClock Clock { get; }

    public Crash Crash { get; }

    public static async Task<Shop> StartAsync(bool background = false)
    {
        var database = await TestDatabase.CreateAsync(
            "orders",
            async connectionString =>
            {
                await using var migrated = await ModuleApp.StartAsync(Options(connectionString, new Parts(), background: false));
            }
        );
        var parts = new Parts();
        return new Shop(database, await ModuleApp.StartAsync(Options(database.ConnectionString, parts, background)), parts);
    }

    /// <summary>Places an order; a signed-in shopper needs no mail address.</summary>
    public async Task<Reply> OrderAsync(
        HttpClient client,
        FakeCart cart,
        string token = "tok_ok",
        string? key = null,
        long? expected = null,
        string? email = "neville@hogwarts.test"
    ) =>
        await PostAsync(
            client,
            "orders",
            new
            {
                cartId = cart.Id,
                email,
                expectedTotal = new { amount = expected ?? cart.Total.Amount, currency = cart.Currency },
                payment = token == "cash"
                    ? new { method = "cash_on_delivery", token = (string?)null }
                    : new { method = "gringotts", token = (string?)token },
            },
            key ?? Guid.CreateVersion7().ToString()
        );

    public static Task<Reply> PostAsync(HttpClient client, string path, object? body, string? key = null, string? ifMatch = null) =>
        SendAsync(HttpMethod.Post, client, path, body, key, ifMatch);

    public static Task<Reply> PutAsync(HttpClient client, string path, object? body, string? ifMatch = null) =>
        SendAsync(HttpMethod.Put, client, path, body, null, ifMatch);

    private static async Task<Reply> SendAsync(HttpMethod method, HttpClient client, string path, object? body, string? key, string? ifMatch)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (ifMatch is not null)
        {
            request.Headers.Add("If-Match", ifMatch);
        }

        return await Reply.OfAsync(await client.SendAsync(request));
    }

    public static async Task<Reply> GetAsync(HttpClient client, string path) => await Reply.OfAsync(await client.GetAsync(path));

    /// <summary>Time passes, and the jobs of both modules do what is due.</summary>
    public async Task PassAsync(TimeSpan? by = null)
    {
        Clock.Advance(by ?? TimeSpan.FromSeconds(20));
        await RunJobAsync(
            typeof(PaymentsModule).Assembly.GetType("LeakyCauldron.Payments.Features.AskProviders.AskProvidersJob", throwOnError: true)!
        );
        await RunJobAsync(typeof(OpenWorkJob));
    }

    public async Task<T> QueryAsync<T>(Func<OrdersDbContext, Task<T>> query)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<OrdersDbContext>());
    }

    /// <summary>What the bank has taken and not given back, over all payments of all orders.</summary>
    public Task<long> BankBalanceAsync() => Books.BankBalanceAsync(_database.ConnectionString);

    /// <summary>For each order, what it says of its money is what our ledger and the bank's book say.</summary>
    public Task BooksAgreeAsync() => Books.AgreeAsync(_database.ConnectionString);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task RunJobAsync(Type job)
    {
        await using var scope = App.Services.CreateAsyncScope();
        await ((IJob)ActivatorUtilities.CreateInstance(scope.ServiceProvider, job)).Execute(null!, CancellationToken.None);
    }

    private static ModuleAppOptions Options(string connectionString, Parts parts, bool background) =>
        new()
        {
            Modules =
            [
                new NeighbourModule("identity"),
                new NeighbourModule("catalog"),
                new NeighbourModule("cart"),
                new PaymentsModule(),
                new OrdersModule(),
            ],
            Contracts = [typeof(BeginCheckout).Assembly, typeof(ReserveStock).Assembly, typeof(GetContact).Assembly],
            ConnectionString = connectionString,
            Background = background,
            Settings = new Dictionary<string, string?> { ["Payments:Gringotts:SettleAfterMs"] = "1" },
            Services = services =>
            {
                services.AddSingleton(parts.Neighbours);
                services.AddSingleton<TimeProvider>(parts.Clock);
                services.AddSingleton<IInterceptor>(new CrashingSaves(parts.Crash));
                var client = services.Last(s => s.ServiceType == typeof(IModuleClient)).ImplementationType!;
                services.AddScoped<IModuleClient>(p => new CrashingClient((IModuleClient)ActivatorUtilities.CreateInstance(p, client), parts.Crash));
            },
        };

    private sealed record Parts
    {
        public Neighbours Neighbours { get; } = new();

        public ShiftedClock Clock { get; } = new();

        public Crash Crash { get; } = new();
    }
}

/// <summary>An answer over HTTP.</summary>
internal sealed record Reply(int Status, JsonElement Body, string? ETag, bool Replayed)
{
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string? this[string name] => Body.GetProperty(name).ToString();

    public static async Task<Reply> OfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var body = text.Length > 0 ? JsonElement.Parse(text) : default;
        return new((int)response.StatusCode, body, response.Headers.ETag?.ToString(), response.Headers.Contains("Idempotent-Replayed"));
    }
}
