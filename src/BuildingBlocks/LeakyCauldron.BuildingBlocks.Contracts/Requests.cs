using MediatR;

namespace LeakyCauldron.BuildingBlocks.Contracts;

/// <summary>A request whose handler answers a <see cref="Result{T}"/>.</summary>
public interface IModuleRequest<T> : IRequest<Result<T>>;

/// <summary>Reads; changes nothing; may be sent twice.</summary>
public interface IQuery<T> : IModuleRequest<T>;

/// <summary>Changes something. The pipeline saves the module's unit of work once after a handler that succeeded.</summary>
public interface ICommand<T> : IModuleRequest<T>;

/// <summary>A command that answers nothing.</summary>
public interface ICommand : ICommand<Unit>;

/// <summary>
/// Makes a request part of its module's contract: other modules may send it with <c>IModuleClient</c>, in the same
/// process or over the wire.
/// </summary>
/// <param name="name">Wire name <c>module.kebab-name.v1</c>; its first part names the owning module.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ContractAttribute(string name) : Attribute
{
    /// <summary>Wire name, stable for ever.</summary>
    public string Name { get; } = name;

    /// <summary>True if sending it twice has one effect. Queries are; a command must promise it to be retried over the wire.</summary>
    public bool Idempotent { get; init; }
}
