namespace LeakyCauldron.BuildingBlocks.Modules;

/// <summary>
/// Sends a contract request to the module that owns it: through MediatR if it is in this process, else over HTTP to the instance that the registry names. Callers cannot
/// tell which, and never change. Sending while this flow of control holds an open transaction throws: work over several modules is persisted steps.
/// </summary>
public interface IModuleClient
{
    /// <summary>Sends; refusals are the same <see cref="Error"/>s wherever the owner lives. An owner that cannot be reached is <see cref="ErrorKind.Unavailable"/>.</summary>
    Task<Result<T>> Send<T>(IModuleRequest<T> request, CancellationToken ct);
}
