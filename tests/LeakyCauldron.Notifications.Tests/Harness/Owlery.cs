using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Mail;
using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Webhooks;
using LeakyCauldron.Orders.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.Notifications.Tests.Harness;

/// <summary>The module alone in a host of its own, on a database of its own; the modules it asks are played by <see cref="Neighbours"/>, over JSON.</summary>
internal sealed class Owlery : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder _folder;
    private readonly TestDatabase? _ownDatabase;
    private readonly TestTokens _tokens;

    private Owlery(WebApplication app, TempFolder folder, TestDatabase? ownDatabase, TestTokens tokens)
    {
        (_app, _folder, _ownDatabase, _tokens) = (app, folder, ownDatabase, tokens);
        Address = new Uri(app.Urls.First());
    }

    public Uri Address { get; }

    public Neighbours Neighbours => _app.Services.GetRequiredService<Neighbours>();

    public IServiceProvider Services => _app.Services;

    public string MailFolder => Path.Combine(_folder.Path, "mail");

    /// <summary>A further host on the same database shares <paramref name="database"/> with the first.</summary>
    public static async Task<Owlery> StartAsync(Dictionary<string, string?>? settings = null, TestDatabase? database = null)
    {
        var own = database is null ? await CreateDatabaseAsync() : null;
        var folder = new TempFolder();
        var tokens = new TestTokens();
        var (app, model) = Build((own ?? database!).ConnectionString, folder.Path, settings ?? [], tokens);
        app.UseAccessTokens();
        app.UseAuthorization();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapModules(model);
        await app.StartAsync();
        app.Services.GetRequiredService<StartState>().MarkReady();
        return new Owlery(app, folder, own, tokens);
    }

    public static Task<TestDatabase> CreateDatabaseAsync() => TestDatabase.CreateAsync("notifications", MigrateAsync);

    public HttpClient ClientOf(Guid userId, params string[] roles)
    {
        var client = new HttpClient { BaseAddress = new Uri(Address, "/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.For(userId, roles));
        return client;
    }

    public HttpClient Anonymous() => new() { BaseAddress = new Uri(Address, "/api/v1/") };

    /// <summary>Delivers an event in one transaction with its effect, as the inbox does, but without its row: what stops a second effect must be the module itself.</summary>
    public async Task DeliverAsync<TEvent>(TEvent @event, Guid? messageId = null)
        where TEvent : class, IIntegrationEvent
    {
        var subscription = Services
            .GetRequiredService<ModuleModel>()
            .Subscriptions.First(s => s.EventType == typeof(TEvent) && s.Kind == SubscriptionKind.Once);
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        var handler = (IEventHandler<TEvent>)scope.ServiceProvider.GetRequiredService(subscription.Handler);
        var context = new EventContext(messageId ?? Guid.CreateVersion7(), @event.AggregateId, 1, TimeProvider.System.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync();
        await OpenTransaction.RunAsync(async () =>
        {
            await handler.HandleAsync(@event, context, CancellationToken.None);
            return await db.SaveChangesAsync();
        });
        await transaction.CommitAsync();
    }

    /// <summary>Sends an event over the real broker and waits until the inbox has it.</summary>
    public async Task PublishAsync<TEvent>(TEvent @event)
        where TEvent : class, IIntegrationEvent
    {
        var name = typeof(TEvent).GetCustomAttribute<EventAttribute>()!;
        var envelope = new EventEnvelope
        {
            Id = Guid.CreateVersion7(),
            Type = name.WireName,
            Topic = name.Topic,
            Key = @event.AggregateId,
            Version = 1,
            Time = TimeProvider.System.GetUtcNow(),
            Data = JsonSerializer.SerializeToUtf8Bytes(@event, Json.Wire),
        };
        (await Services.GetRequiredService<IEventTransport>().PublishAsync([envelope], CancellationToken.None)).ShouldBe([null]);
        await Eventually.Async(() => QueryAsync(db => db.Set<InboxMessage>().AnyAsync(m => m.MessageId == envelope.Id)), "the event to be handled");
    }

    public async Task<T> QueryAsync<T>(Func<NotificationsDbContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }

    public static async Task<JsonElement> JsonOfAsync(HttpResponseMessage response) => JsonElement.Parse(await response.Content.ReadAsStringAsync());

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _tokens.Dispose();
        _folder.Dispose();
        if (_ownDatabase is not null)
        {
            await _ownDatabase.DisposeAsync();
        }
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

    private static (WebApplication App, ModuleModel Model) Build(
        string database,
        string folder,
        Dictionary<string, string?> settings,
        TestTokens tokens
    )
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
                ["Modules:Wire"] = "true",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<ISigningKeySource>(tokens);
        builder.Services.AddSingleton<Neighbours>();
        builder.Services.AddAccessTokens(builder.Configuration);
        builder.Services.ConfigureHttpJsonOptions(o => Json.Configure(o.SerializerOptions));
        var model = builder.Services.AddModules(
            builder.Configuration,
            [new NotificationsModule(), new NeighbourModule("identity"), new NeighbourModule("orders")]
        );
        model.AddContracts(typeof(GetContact).Assembly);
        model.AddContracts(typeof(GetOrderSummary).Assembly);
        var patient = MailSettings.Read(builder.Configuration);
        builder.Services.AddSingleton(
            patient with
            {
                Poll = TimeSpan.FromMilliseconds(100),
                FirstRetry = TimeSpan.FromMilliseconds(50),
                LongestRetry = TimeSpan.FromMilliseconds(200),
            }
        );
        builder.Services.AddSingleton(
            WebhookSettings.Read(builder.Configuration) with
            {
                Poll = TimeSpan.FromMilliseconds(100),
                FirstRetry = TimeSpan.FromMilliseconds(50),
            }
        );
        return (builder.Build(), model);
    }
}
