using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>
/// Where other processes of the shop send contract requests. It is open to routing, as it has credentials of its own: a service token, checked before anything of the
/// request is read.
/// </summary>
internal sealed class ContractEndpoint(ModuleModel model, ServiceTokenCheck tokens, StartState start, RemoteCallOptions options)
{
    public const string UnknownToken = "service_token_unknown";
    private const int Misdirected = 421;
    private const int GatewayTimeout = 504;
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, ContractInvoker> _invokers = model
        .Contracts.Values.Where(c => model.IsLocal(c.Module))
        .ToDictionary(c => c.WireName, ContractInvoker.For, StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<RemoteCallOptions>();
        app.MapPost(
                WireHeaders.Path + "{contract}",
                static (HttpContext http, ContractEndpoint endpoint, string contract) => endpoint.ServeAsync(http, contract)
            )
            .WithMetadata(new BodyLimitMetadata(options.LargestRequest))
            .AllowAnonymous()
            .ExcludeFromDescription();
    }

    private async Task ServeAsync(HttpContext http, string name)
    {
        var verdict = await tokens.CheckAsync(http.Request.Headers.Authorization, name.Split('.')[0]);
        if (verdict != ServiceTokenVerdict.Good)
        {
            await Problems.WriteAsync(http, Refusal(verdict));
            return;
        }

        if (!model.Contracts.TryGetValue(name, out var contract))
        {
            await Problems.WriteAsync(http, Error.NotFound("contract"));
            return;
        }

        if (!_invokers.TryGetValue(name, out var invoker))
        {
            await Problems.WriteAsync(http, Misdirected, Error.Conflict("contract_not_here", $"This process does not serve {contract.Module}."));
            return;
        }

        if (!start.Answers(contract.Module))
        {
            await Problems.WriteAsync(http, Error.Unavailable("starting", $"The {contract.Module} module is not open yet: {start.Step}."));
            return;
        }

        if (await ReadAsync(http, invoker) is { } request)
        {
            await InvokeAsync(http, invoker, request);
        }
    }

    private async Task InvokeAsync(HttpContext http, ContractInvoker invoker, object request)
    {
        var left = Deadline(http.Request.Headers[WireHeaders.Deadline]);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        deadline.CancelAfter(left);
        CallDeadline.Set(left);
        ActFor(http, WireHeaders.Read(http.Request.Headers[WireHeaders.Caller]));
        try
        {
            var answer = await invoker.InvokeAsync(request, http.RequestServices.GetRequiredService<IMediator>(), deadline.Token);
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer, http.RequestAborted);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            await Problems.WriteAsync(http, GatewayTimeout, Error.Unavailable("deadline_exceeded", "The caller's time is over."));
        }
    }

    private async Task<object?> ReadAsync(HttpContext http, ContractInvoker invoker)
    {
        if (!http.Request.HasJsonContentType())
        {
            await Problems.WriteAsync(
                http,
                new Error(ErrorKind.UnsupportedMediaType, "unsupported_media_type", "A contract is called with application/json.")
            );
            return null;
        }

        try
        {
            return http.Request.ContentLength > options.LargestRequest
                ? throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge)
                : await invoker.ReadAsync(http.Request.Body, http.RequestAborted);
        }
        catch (JsonException)
        {
            await Problems.WriteAsync(http, Error.Validation("body", "This is not the contract's request.", "contract_malformed"));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await Problems.WriteAsync(http, new Error(ErrorKind.TooLarge, "body_too_large", "The body is larger than a contract's may be."));
        }

        return null;
    }

    private TimeSpan Deadline(string? header) =>
        long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= LongestCall.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : options.Timeout;

    /// <summary>As if the person had called this process itself.</summary>
    private static void ActFor(HttpContext http, Caller? caller)
    {
        var claims = new List<Claim>();
        Add("sub", caller?.UserId?.ToString());
        Add("client_id", caller?.ClientId);
        Add("sid", caller?.SessionId);
        claims.AddRange(caller?.Roles.Select(r => new Claim("role", r)) ?? []);
        http.User = caller is null
            ? new ClaimsPrincipal(new ClaimsIdentity())
            : new ClaimsPrincipal(new ClaimsIdentity(claims, "service", "sub", "role"));

        void Add(string type, string? value)
        {
            if (value is not null)
            {
                claims.Add(new Claim(type, value));
            }
        }
    }

    private static Error Refusal(ServiceTokenVerdict verdict) =>
        verdict == ServiceTokenVerdict.Unknown
            ? Error.Unauthorized(UnknownToken, "No module is registered with the key of this token.")
            : Error.Unauthorized("service_token_invalid", "Contracts are called with a service token for the module that owns them.");
}
