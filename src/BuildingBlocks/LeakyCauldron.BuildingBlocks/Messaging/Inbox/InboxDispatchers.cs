using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>One dispatcher a module.</summary>
internal sealed class InboxDispatchers(ModuleModel model, IServiceProvider services, ILogger<InboxDispatcher> logger)
{
    private readonly ConcurrentDictionary<string, InboxDispatcher> _dispatchers = new(StringComparer.Ordinal);

    public InboxDispatcher Of(string module) =>
        _dispatchers.GetOrAdd(
            module,
            name => new(name, [.. model.Subscriptions.Where(s => s.Module == name && s.Kind == SubscriptionKind.Once)], services, logger)
        );
}
