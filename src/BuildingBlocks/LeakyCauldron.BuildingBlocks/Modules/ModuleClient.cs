using System.Diagnostics;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules.Remote;
using LeakyCauldron.BuildingBlocks.Pipeline;
using MediatR;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.BuildingBlocks.Modules;

internal sealed class ModuleClient(
    IMediator mediator,
    ModuleModel model,
    IModulePlacement placement,
    RemoteModules remote,
    IConfiguration configuration
) : IModuleClient
{
    private readonly bool _wire = configuration.GetValue("Modules:Wire", false);

    public async Task<Result<T>> Send<T>(IModuleRequest<T> request, CancellationToken ct)
    {
        OpenTransaction.RefuseCalls();
        var contract =
            model.ContractOf(request.GetType())
            ?? throw new InvalidOperationException($"{request.GetType().Name} is not part of a module's contract.");
        if (!placement.ServeLocally(contract.Module) && (!model.IsLocal(contract.Module) || remote.Knows(contract.Module)))
        {
            using var activity = Telemetry.Source.StartActivity(contract.WireName, ActivityKind.Client);
            activity?.SetTag(TraceTags.Module, contract.Module);
            return await remote.SendAsync(request, contract, ct);
        }

        return _wire ? await SendThroughJsonAsync(request, contract, ct) : await mediator.Send(request, ct);
    }

    /// <summary>As over the wire: nothing is shared but JSON, and what may be repeated is sent twice.</summary>
    private async Task<Result<T>> SendThroughJsonAsync<T>(IModuleRequest<T> request, ContractRequest contract, CancellationToken ct)
    {
        if (contract.Idempotent)
        {
            await mediator.Send(Copy(request), ct);
        }

        var result = await mediator.Send(Copy(request), ct);
        return JsonSerializer.Deserialize<Result<T>>(JsonSerializer.SerializeToUtf8Bytes(result, Json.Wire), Json.Wire)!;
    }

    private static IModuleRequest<T> Copy<T>(IModuleRequest<T> request) =>
        (IModuleRequest<T>)
            JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), Json.Wire), request.GetType(), Json.Wire)!;
}
