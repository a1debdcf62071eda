using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Http.RateLimits;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.Identity.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeakyCauldron.Identity.Tests;

/// <summary>The module alone, behind Kestrel and on a database of its own.</summary>
public sealed class IdentityHost : IAsyncDisposable
{
    public const string Password = "a quiet cup of pumpkin juice";
    private readonly WebApplication _app;
    private readonly TestDatabase _database;

    private IdentityHost(WebApplication app, TestDatabase database, string address, OffsetTime time)
    {
        (_app, _database, Time) = (app, database, time);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address) };
        PublicUrl = address;
    }

    public HttpClient Client { get; }

    public string PublicUrl { get; }

    public OffsetTime Time { get; }

    public IServiceProvider Services => _app.Services;

    public string ConnectionString => _database.ConnectionString;

    public static async Task<IdentityHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync("identity", MigrateAsync);
        var port = FreePort.Next();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var time = new OffsetTime();
        var (app, model) = Build(database.ConnectionString, address, time, settings);
        app.UseRouting();
        app.UseShopRateLimits();
        app.UseAccessTokens();
        app.UseAuthorization();
        app.MapModules(model);
        await app.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var task in scope.ServiceProvider.GetServices<IStartupTask>())
        {
            await task.RunAsync(CancellationToken.None);
        }

        return new IdentityHost(app, database, address, time);
    }

    /// <summary>A registered person's tokens.</summary>
    public async Task<Tokens> RegisterAndSignInAsync(string email)
    {
        (await RegisterAsync(email)).EnsureSuccessStatusCode();
        return await SignInAsync(email);
    }

    public Task<HttpResponseMessage> RegisterAsync(string email, string password = Password, string displayName = "Neville Longbottom") =>
        Client.PostAsJsonAsync(
            "/api/v1/identity/register",
            new
            {
                email,
                password,
                displayName,
            }
        );

    public async Task<Tokens> SignInAsync(string email, string password = Password, string scope = "openid profile email offline_access") =>
        await Tokens.OfAsync(await AskForTokensAsync(("grant_type", "password"), ("username", email), ("password", password), ("scope", scope)));

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken) =>
        AskForTokensAsync(("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    public Task<HttpResponseMessage> AskForTokensAsync(params (string Name, string Value)[] fields) =>
        PostFormAsync("/connect/token", [("client_id", "shop"), .. fields]);

    public async Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        return await Client.PostAsync(new Uri(path, UriKind.Relative), form);
    }

    /// <summary>Calls the API with a token.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? accessToken,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = accessToken is null ? null : new AuthenticationHeaderValue("Bearer", accessToken);
        request.Content = body is null ? null : JsonContent.Create(body, options: Json.Wire);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Work with the module's services.</summary>
    internal async Task<T> WithAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    internal Task<T> QueryAsync<T>(Func<SortingHatDbContext, Task<T>> query) =>
        WithAsync(services => query(services.GetRequiredService<SortingHatDbContext>()));

    /// <summary>Types of the events that have been published about the person of a mail address, in order.</summary>
    public async Task<string[]> EventsOfAsync(string email)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(array_agg(type ORDER BY version), '{}') FROM host.event_log JOIN identity.users ON users.id::text = key WHERE email = $1",
            connection
        );
        command.Parameters.Add(new() { Value = email });
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task MigrateAsync(string connectionString)
    {
        var (app, _) = Build(connectionString, "http://127.0.0.1:1", new OffsetTime(), []);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        await app.Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private static (WebApplication App, ModuleModel Model) Build(
        string connectionString,
        string address,
        OffsetTime time,
        (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "LeakyCauldron.Identity.Tests" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Postgres"] = connectionString,
                ["Shop:PublicUrl"] = address,
                ["RateLimits:Enabled"] = "false",
                ["SAMPLE_PASSWORD"] = Password,
            }
        );
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value));
        builder.WebHost.UseKestrelCore().UseUrls(address);
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRouting();
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            Json.Configure(o.SerializerOptions);
            o.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        builder.Services.AddAccessTokens(builder.Configuration);
        var model = builder.Services.AddModules(builder.Configuration, [new IdentityModule()]);
        return (builder.Build(), model);
    }
}

/// <summary>The machine's clock, set forward by a test.</summary>
public sealed class OffsetTime : TimeProvider
{
    private TimeSpan _offset;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _offset;

    public void Advance(TimeSpan by) => _offset += by;
}

/// <summary>What the token endpoint has answered.</summary>
public sealed record Tokens(string AccessToken, string? RefreshToken, string? IdToken, int ExpiresIn)
{
    public static async Task<Tokens> OfAsync(HttpResponseMessage response)
    {
        var json = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.IsSuccessStatusCode.ShouldBeTrue(json.ToString());
        return new(
            json.GetProperty("access_token").GetString()!,
            Text(json, "refresh_token"),
            Text(json, "id_token"),
            json.GetProperty("expires_in").GetInt32()
        );
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
