using System.Collections.Concurrent;
using System.Diagnostics;
using FluentValidation;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Modules;

/// <summary>Asks for a vault's content; what the number means is up to the test.</summary>
[Contract("vault.look-into.v1")]
public sealed record LookInto(int Number, string Password) : IQuery<VaultContent>;

/// <summary>Must not be sent twice.</summary>
[Contract("vault.take-coin.v1")]
public sealed record TakeCoin(int Number) : ICommand<VaultContent>;

/// <summary>What was found, by whom and for whom.</summary>
public sealed record VaultContent(string Vault, int Coins, Money Worth, Guid? For, IReadOnlyList<string> Roles, string? Trace, string? Filler);

/// <summary>The owner of both contracts.</summary>
internal sealed class VaultModule : IModule
{
    public string Name => "vault";

    public void Configure(ModuleBuilder module) => module.Services.AddSingleton<VaultDoor>();

    public void MapEndpoints(IEndpointRouteBuilder api) { }
}

/// <summary>Calls, and owns nothing.</summary>
internal sealed class GoblinModule : IModule
{
    public string Name => "goblin";

    public void Configure(ModuleBuilder module) { }

    public void MapEndpoints(IEndpointRouteBuilder api) { }
}

/// <summary>What the vault does when it is opened, and who came.</summary>
internal sealed class VaultDoor
{
    public ConcurrentQueue<int> Opened { get; } = [];

    public Func<HttpContext, CancellationToken, Task<Result<VaultContent>?>> Behaviour { get; set; } =
        (_, _) => Task.FromResult<Result<VaultContent>?>(null);
}

internal sealed class LookIntoValidator : AbstractValidator<LookInto>
{
    public LookIntoValidator()
    {
        RuleFor(l => l.Number).GreaterThan(0);
        RuleFor(l => l.Password).NotEmpty().MaximumLength(10);
    }
}

internal sealed class VaultHandler(VaultDoor door, IHttpContextAccessor current)
    : IRequestHandler<LookInto, Result<VaultContent>>,
        IRequestHandler<TakeCoin, Result<VaultContent>>
{
    public Task<Result<VaultContent>> Handle(LookInto request, CancellationToken cancellationToken) => OpenAsync(request.Number, cancellationToken);

    public Task<Result<VaultContent>> Handle(TakeCoin request, CancellationToken cancellationToken) => OpenAsync(request.Number, cancellationToken);

    private async Task<Result<VaultContent>> OpenAsync(int number, CancellationToken ct)
    {
        door.Opened.Enqueue(number);
        var http = current.HttpContext ?? new DefaultHttpContext();
        if (await door.Behaviour(http, ct) is { } special)
        {
            return special;
        }

        var caller = Caller.Of(http.User);
        var filler = number == 713 ? new string('x', 100_000) : null;
        return new VaultContent($"{number}", 7, new Money(1250, "GBP"), caller.UserId, caller.Roles, Activity.Current?.TraceId.ToHexString(), filler);
    }
}
