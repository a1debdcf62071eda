using System.Reflection;

namespace LeakyCauldron.BuildingBlocks.Modules;

/// <summary>How a subscription is fed.</summary>
public enum SubscriptionKind
{
    /// <summary>Once per module, with an inbox row in the handler's transaction.</summary>
    Once,

    /// <summary>In every process, from a position of its own.</summary>
    Everywhere,

    /// <summary>Once per module in whole batches and without an inbox, for an effect outside the database that is idempotent by itself.</summary>
    Batches,
}

/// <summary>One module's interest in one event.</summary>
public sealed record Subscription(string Module, SubscriptionKind Kind, Type EventType, string WireName, string Topic, Type Handler);

/// <summary>A request that other modules may send.</summary>
public sealed record ContractRequest(string WireName, string Module, Type RequestType, Type ResultType, bool Idempotent);

/// <summary>What one process knows of one module.</summary>
public sealed record ModuleEntry(IModule Module, Assembly Assembly, bool Enabled)
{
    /// <summary>The module's DbContext, if it has a database.</summary>
    public Type? DbContext { get; set; }

    /// <summary>The module's name and schema.</summary>
    public string Name => Module.Name;
}

/// <summary>
/// The modules, contracts, events and subscriptions of the shop, built once at start. It decides what is local, refuses a start that could not work, and is
/// what the generated documentation and the map are drawn from.
/// </summary>
public sealed class ModuleModel
{
    private readonly Dictionary<string, ContractRequest> _contracts = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, ContractRequest> _contractsByType = [];
    private readonly Dictionary<string, Type> _events = new(StringComparer.Ordinal);

    /// <summary>All modules of the shop, those of other processes too.</summary>
    public required IReadOnlyList<ModuleEntry> Modules { get; init; }

    /// <summary>Modules that this process serves.</summary>
    public IEnumerable<ModuleEntry> Enabled => Modules.Where(m => m.Enabled);

    /// <summary>Subscriptions of enabled modules.</summary>
    public List<Subscription> Subscriptions { get; } = [];

    /// <summary>Contract requests by wire name.</summary>
    public IReadOnlyDictionary<string, ContractRequest> Contracts => _contracts;

    /// <summary>Event types by wire name.</summary>
    public IReadOnlyDictionary<string, Type> Events => _events;

    /// <summary>The contract of a request type, or null if it is internal to its module.</summary>
    public ContractRequest? ContractOf(Type requestType) => _contractsByType.GetValueOrDefault(requestType);

    /// <summary>The module that a type belongs to, by its assembly or by the contract it is part of.</summary>
    public ModuleEntry? OwnerOf(Type type) =>
        ContractOf(type) is { } contract
            ? Modules.FirstOrDefault(m => m.Name == contract.Module)
            : Modules.FirstOrDefault(m => m.Assembly == type.Assembly);

    /// <summary>True if this process serves the module.</summary>
    public bool IsLocal(string module) => Modules.Any(m => m.Enabled && m.Name == module);

    /// <summary>Reads the attributes of a contracts assembly.</summary>
    public void AddContracts(Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes())
        {
            if (type.GetCustomAttribute<ContractAttribute>() is { } contract)
            {
                var result = type.GetInterfaces()
                    .Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IModuleRequest<>))
                    .GetGenericArguments()[0];
                var isQuery = type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IQuery<>));
                var request = new ContractRequest(contract.Name, contract.Name.Split('.')[0], type, result, isQuery || contract.Idempotent);
                _contracts.Add(contract.Name, request);
                _contractsByType.Add(type, request);
            }

            if (type.GetCustomAttribute<EventAttribute>() is { } named)
            {
                _events.Add(named.WireName, type);
            }
        }
    }
}
