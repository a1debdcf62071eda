using System.Net.WebSockets;
using System.Text;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakyCauldron.Host.Tests.Routing;

/// <summary>What a service parameter of a handler needs; only a process that serves the owls has it.</summary>
internal sealed class Owlery
{
    public string Name => "owlery";
}

internal sealed record Letter(string Text);

/// <summary>The module that is at home in one process or another.</summary>
internal sealed class OwlsModule : IModule
{
    public string Name => "owls";

    public IReadOnlyList<string> RootPaths => ["/connect/owls"];

    public void Configure(ModuleBuilder module) =>
        module.Services.Add(new(typeof(Owlery), typeof(Owlery), Microsoft.Extensions.DependencyInjection.ServiceLifetime.Singleton));

    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        api.MapGet("/owls/{id}", (string id, Owlery owlery) => $"{owlery.Name} {id}").AllowAnonymous();
        api.MapGet("/owls/special", () => "special").AllowAnonymous();
        api.MapGet("/me/owls", (Caller caller) => caller.UserId?.ToString()).RequireAuthorization(Policies.Shopper);
        api.MapPost("/owls", (Letter letter, HttpContext http) => Echo.Of(http, letter.Text)).AllowAnonymous();
        api.MapPut("/owls/{id}", (string id, Letter letter) => $"{id} {letter.Text}").AllowAnonymous();
        api.MapGet("/owls/echo", (HttpContext http) => Echo.Of(http, "")).AllowAnonymous();
        api.MapGet("/owls/large", () => new string('x', 300_000)).AllowAnonymous();
    }
}

/// <summary>The module that is always here.</summary>
internal sealed class HatsModule : IModule
{
    public string Name => "hats";

    public void Configure(ModuleBuilder module) { }

    public void MapEndpoints(IEndpointRouteBuilder api) => api.MapGet("/hats/{id}", (string id) => $"hat {id}").AllowAnonymous();
}

/// <summary>Says what was received.</summary>
internal static class Echo
{
    public static IResult Of(HttpContext http, string body) =>
        TypedResults.Json(
            new
            {
                path = http.Request.Path.Value,
                query = http.Request.QueryString.Value,
                client = http.Connection.RemoteIpAddress?.ToString(),
                body,
                headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal),
            }
        );

    public static async Task SocketAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[256];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), http.RequestAborted);
        await socket.SendAsync(
            Encoding.UTF8.GetBytes("hoot " + Encoding.UTF8.GetString(buffer, 0, received.Count)),
            WebSocketMessageType.Text,
            true,
            http.RequestAborted
        );
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
    }
}
