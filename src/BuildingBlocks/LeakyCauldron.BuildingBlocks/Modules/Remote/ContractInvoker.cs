using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using MediatR;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>Serves one contract from JSON to JSON.</summary>
internal abstract class ContractInvoker
{
    public static ContractInvoker For(ContractRequest contract) =>
        (ContractInvoker)Activator.CreateInstance(typeof(Of<,>).MakeGenericType(contract.RequestType, contract.ResultType))!;

    /// <exception cref="JsonException">The body is not the contract's request.</exception>
    public abstract ValueTask<object> ReadAsync(Stream body, CancellationToken ct);

    public abstract Task<byte[]> InvokeAsync(object request, IMediator mediator, CancellationToken ct);

    private sealed class Of<TRequest, TResult> : ContractInvoker
        where TRequest : IModuleRequest<TResult>
    {
        public override async ValueTask<object> ReadAsync(Stream body, CancellationToken ct) =>
            await JsonSerializer.DeserializeAsync<TRequest>(body, Json.Wire, ct) ?? throw new JsonException("The body is null.");

        public override async Task<byte[]> InvokeAsync(object request, IMediator mediator, CancellationToken ct) =>
            JsonSerializer.SerializeToUtf8Bytes(await mediator.Send((TRequest)request, ct), Json.Wire);
    }
}
