namespace LeakyCauldron.System.Tests;

/// <summary>Orders in a process of its own.</summary>
[CollectionDefinition(nameof(OrdersApart))]
public sealed class OrdersApart : ManyProcesses, ICollectionFixture<OrdersApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["orders"];
}
