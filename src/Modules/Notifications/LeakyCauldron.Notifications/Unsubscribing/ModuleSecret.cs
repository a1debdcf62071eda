namespace LeakyCauldron.Notifications.Unsubscribing;

/// <summary>A key of the module's own, made by whichever process needs it first and shared by all.</summary>
internal sealed class ModuleSecret
{
    public required string Name { get; init; }

    public required byte[] Value { get; init; }
}
