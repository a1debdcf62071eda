using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.Catalog.Persistence;
using LeakyCauldron.Orders.Contracts;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.Catalog.Tests.Harness;

/// <summary>The module alone in a host of its own, on a database of its own.</summary>
internal sealed class DiagonAlley : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder _folder;
    private readonly TestDatabase _database;
    private readonly TestTokens _tokens;

    private DiagonAlley(WebApplication app, TempFolder folder, TestDatabase database, TestTokens tokens)
    {
        (_app, _folder, _database, _tokens) = (app, folder, database, tokens);
        Address = new Uri(new Uri(app.Urls.First()), "/api/v1/");
        Staff = Client(tokens.For(Guid.CreateVersion7(), "staff"));
        Guest = Client(null);
    }

    public Uri Address { get; }
    public HttpClient Staff { get; }
    public HttpClient Guest { get; }
    public IServiceProvider Services => _app.Services;
    public string Data => _folder.Path;
    public string ConnectionString => _database.ConnectionString;

    public static async Task<DiagonAlley> OpenAsync(Dictionary<string, string?>? settings = null)
    {
        var database = await TestDatabase.CreateAsync("catalog", MigrateAsync);
        var folder = new TempFolder();
        var tokens = new TestTokens();
        var (app, model) = Build(database.ConnectionString, folder.Path, settings ?? [], tokens);
        app.UseAccessTokens();
        app.UseAuthorization();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapModules(model);
        await app.StartAsync();
        app.Services.GetRequiredService<StartState>().MarkReady();
        return new DiagonAlley(app, folder, database, tokens);
    }

    /// <summary>Sends a request through the pipeline, as another module would.</summary>
    public async Task<Result<T>> Send<T>(IModuleRequest<T> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public async Task<T> QueryAsync<T>(Func<CatalogDbContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<CatalogDbContext>());
    }

    /// <summary>The first column of all rows, as text.</summary>
    public Task<List<string>> SqlAsync(string sql) => QueryAsync(db => db.Database.SqlQueryRaw<string>(sql).ToListAsync());

    public async Task<long> CountAsync(string table) => (await QueryAsync(db => db.Database.SqlQueryRaw<long>($"SELECT count(*) AS \"Value\" FROM catalog.{table}").ToListAsync()))[0];

    /// <summary>Imports a file and waits for its end; answers the whole report.</summary>
    public async Task<JsonElement> ImportAsync(string csv, string query = "")
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        return await ImportAsync(content, query);
    }

    public async Task<JsonElement> ImportAsync(HttpContent content, string query = "")
    {
        using var answer = await Staff.PostAsync($"catalog/imports{query}", content);
        var started = await Json(answer);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted, started.ToString());
        return await ReportAsync(started.GetProperty("importId").GetGuid());
    }

    public async Task<JsonElement> ReportAsync(Guid id)
    {
        JsonElement report = default;
        await Eventually.Async(
            async () =>
            {
                using var answer = await Staff.GetAsync($"catalog/imports/{id}");
                report = await Json(answer);
                return report.GetProperty("status").GetString() != "running";
            },
            "the import to end",
            TimeSpan.FromSeconds(120)
        );
        return report;
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync());

    public async Task<JsonElement> GetAsync(string path, HttpClient? client = null)
    {
        using var answer = await (client ?? Guest).GetAsync(path);
        var json = await Json(answer);
        answer.IsSuccessStatusCode.ShouldBeTrue(json.ToString());
        return json;
    }

    /// <summary>Delivers an event in one transaction with its effect, as the inbox does, but without its row: what stops a second effect must be the module itself.</summary>
    public async Task DeliverAsync<TEvent>(TEvent @event)
        where TEvent : class, IIntegrationEvent
    {
        var subscription = Services.GetRequiredService<ModuleModel>().Subscriptions.Single(s => s.EventType == typeof(TEvent));
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CatalogDbContext>();
        var handler = (IEventHandler<TEvent>)scope.ServiceProvider.GetRequiredService(subscription.Handler);
        await using var transaction = await db.Database.BeginTransactionAsync();
        await handler.HandleAsync(@event, new EventContext(Guid.CreateVersion7(), @event.AggregateId, 1, TimeProvider.System.GetUtcNow()), CancellationToken.None);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Staff.Dispose();
        Guest.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _tokens.Dispose();
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    public static async Task<WebApplication> ServicesAsync()
    {
        var database = await TestDatabase.CreateAsync("catalog", MigrateAsync);
        return Build(database.ConnectionString, "/tmp", [], new TestTokens()).App;
    }

    private HttpClient Client(string? token)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task MigrateAsync(string connectionString)
    {
        using var folder = new TempFolder();
        using var tokens = new TestTokens();
        var (app, _) = Build(connectionString, folder.Path, [], tokens);
        await using (app)
        {
            await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
            await app.Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(CancellationToken.None);
        }
    }

    private static (WebApplication App, ModuleModel Model) Build(string database, string folder, Dictionary<string, string?> settings, TestTokens tokens)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(new TestOutputLogs());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Postgres"] = database,
                ["DATA_DIR"] = folder,
                ["Shop:PublicUrl"] = TestTokens.Issuer,
            }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<ISigningKeySource>(tokens);
        builder.Services.AddAccessTokens(builder.Configuration);
        builder.Services.ConfigureHttpJsonOptions(o => BuildingBlocks.Http.Json.Configure(o.SerializerOptions));
        var model = builder.Services.AddModules(builder.Configuration, [new CatalogModule()]);
        model.AddContracts(typeof(OrderConfirmedV1).Assembly);
        return (builder.Build(), model);
    }
}
