using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Catalog.Persistence;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Catalog.Tests.Harness;

/// <summary>The module alone in a host of its own, on a database of its own.</summary>
internal sealed class DiagonAlley : IAsyncDisposable
{
    private readonly ModuleApp _app;
    private readonly TempFolder _folder;
    private readonly TestDatabase _database;

    private DiagonAlley(ModuleApp app, TempFolder folder, TestDatabase database, ShiftedClock clock)
    {
        (_app, _folder, _database, Clock) = (app, folder, database, clock);
        Staff = app.ClientOf(Guid.CreateVersion7(), "staff");
        Guest = app.Anonymous();
    }

    public HttpClient Staff { get; }
    public HttpClient Guest { get; }
    public ShiftedClock Clock { get; }
    public IServiceProvider Services => _app.Services;

    public HttpClient Shopper(Guid id) => _app.ClientOf(id, "shopper");

    public string DatabaseName => _database.Name;
    public string ImportsFolder => Path.Combine(_folder.Path, "imports");

    /// <summary>Without background work nothing is announced, imported or expired but by the test itself.</summary>
    public static async Task<DiagonAlley> OpenAsync(bool background = true, bool sample = false, Dictionary<string, string?>? settings = null)
    {
        var database = sample
            ? await TestDatabase.CreateAsync("catalog_sample", LoadSampleAsync)
            : await TestDatabase.CreateAsync("catalog", MigrateAsync);
        var folder = new TempFolder();
        var clock = new ShiftedClock();
        return new DiagonAlley(await StartAsync(database.ConnectionString, folder.Path, clock, background, settings), folder, database, clock);
    }

    public Task<Result<T>> Send<T>(IModuleRequest<T> request) => _app.SendAsync(request);

    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task<T> QueryAsync<T>(Func<CatalogDbContext, Task<T>> query) => InScopeAsync(s => query(s.GetRequiredService<CatalogDbContext>()));

    /// <summary>One number of the catalogue's own tables.</summary>
    public Task<long> NumberAsync(string sql)
    {
        var query = "SELECT (" + sql + ")::bigint AS \"Value\"";
        return QueryAsync(async db => (await db.Database.SqlQueryRaw<long>(query).ToListAsync())[0]);
    }

    /// <summary>Imports a file and waits for its end; answers the whole report.</summary>
    public async Task<JsonElement> ImportAsync(string csv, string query = "")
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        return await ImportAsync(content, query);
    }

    public async Task<JsonElement> ImportAsync(HttpContent content, string query = "")
    {
        using var answer = await Staff.PostAsync($"catalog/imports{query}", content);
        var started = await JsonAsync(answer);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, started.ToString());
        JsonElement report = await Eventually.Async(
            async () =>
            {
                var report = await GetAsync($"catalog/imports/{started.GetProperty("importId")}", Staff);
                return report.GetProperty("status").GetString() == "running" ? null : new Boxed(report);
            },
            "the import to end",
            TimeSpan.FromSeconds(120)
        );
        return report;
    }

    /// <summary>A product that nobody but staff may see, with units.</summary>
    public async Task ImportDraftAsync(string title)
    {
        using var answer = await Staff.PostAsJsonAsync("catalog/products", new { title, variants = new[] { new { onHand = 5 } } });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var sku = (await JsonAsync(answer)).GetProperty("variants")[0].GetProperty("sku").GetString();
        using var adjusted = await Staff.PostAsJsonAsync(
            "catalog/stock/adjustments",
            new[]
            {
                new
                {
                    sku,
                    delta = 1,
                    reason = "found",
                },
            }
        );
        adjusted.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>A product with one variant, made through the API; answers the product.</summary>
    public async Task<JsonElement> CreateAsync(string title, int? onHand = null, bool backorder = false, long price = 1000)
    {
        using var answer = await Staff.PostAsJsonAsync(
            "catalog/products",
            new
            {
                title,
                status = "active",
                variants = new[]
                {
                    new
                    {
                        price = new { amount = price, currency = "GBP" },
                        onHand,
                        backorder,
                    },
                },
            }
        );
        var product = await JsonAsync(answer);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, product.ToString());
        return product;
    }

    public async Task<JsonElement> GetAsync(string path, HttpClient? client = null)
    {
        using var answer = await (client ?? Guest).GetAsync(path);
        var json = await JsonAsync(answer);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {json}");
        return json;
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return text.StartsWith('{') || text.StartsWith('[') ? JsonElement.Parse(text) : JsonSerializer.SerializeToElement(text);
    }

    /// <summary>Events that wait in the outbox, oldest version first for each product.</summary>
    public Task<List<OutboxMessage>> OutboxAsync(string key) =>
        QueryAsync(db => db.Set<OutboxMessage>().AsNoTracking().Where(m => m.Key == key).OrderBy(m => m.Version).ToListAsync());

    /// <summary>Delivers an event in one transaction with its effect, as the inbox does, but without its row: what stops a second effect must be the module itself.</summary>
    public Task<int> DeliverAsync<TEvent>(TEvent @event)
        where TEvent : class, IIntegrationEvent =>
        InScopeAsync(async services =>
        {
            var subscriptions = Services.GetRequiredService<ModuleModel>().Subscriptions.Where(s => s.EventType == typeof(TEvent)).ToArray();
            subscriptions.ShouldNotBeEmpty();
            var db = services.GetRequiredService<CatalogDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            foreach (var subscription in subscriptions)
            {
                var handler = (IEventHandler<TEvent>)services.GetRequiredService(subscription.Handler);
                var context = new EventContext(Guid.CreateVersion7(), @event.AggregateId, 1, Clock.GetUtcNow());
                await handler.HandleAsync(@event, context, CancellationToken.None);
            }

            var saved = await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return saved;
        });

    public async ValueTask DisposeAsync()
    {
        Staff.Dispose();
        Guest.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    private static Task<ModuleApp> StartAsync(
        string database,
        string folder,
        TimeProvider clock,
        bool background,
        Dictionary<string, string?>? settings = null
    ) =>
        ModuleApp.StartAsync(
            new ModuleAppOptions
            {
                Modules = [new CatalogModule()],
                Contracts = [typeof(OrderConfirmedV1).Assembly, typeof(PersonErasedV1).Assembly],
                ConnectionString = database,
                Background = background,
                Settings = new Dictionary<string, string?>(settings ?? []) { ["DATA_DIR"] = folder },
                Services = services => services.AddSingleton(clock),
            }
        );

    private static Task MigrateAsync(string connectionString) => PrepareAsync(connectionString, _ => Task.CompletedTask);

    private static Task LoadSampleAsync(string connectionString) =>
        PrepareAsync(connectionString, services => services.GetRequiredService<ISampleData>().LoadAsync(CancellationToken.None));

    private static async Task PrepareAsync(string connectionString, Func<IServiceProvider, Task> fill)
    {
        using var folder = new TempFolder();
        await using var app = await StartAsync(connectionString, folder.Path, TimeProvider.System, background: false);
        await app.Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(CancellationToken.None);
        await using var scope = app.Services.CreateAsyncScope();
        await fill(scope.ServiceProvider);
    }

    /// <summary>Eventually finds references.</summary>
    private sealed record Boxed(JsonElement Value)
    {
        public static implicit operator JsonElement(Boxed boxed) => boxed.Value;
    }
}
