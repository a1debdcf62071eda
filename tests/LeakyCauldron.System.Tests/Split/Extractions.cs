namespace LeakyCauldron.System.Tests;

/// <summary>Identity in a process of its own.</summary>
[CollectionDefinition(nameof(IdentityApart), DisableParallelization = true)]
public sealed class IdentityApart : ManyProcesses, ICollectionFixture<IdentityApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["identity"];
}

/// <summary>Catalog in a process of its own.</summary>
[CollectionDefinition(nameof(CatalogApart), DisableParallelization = true)]
public sealed class CatalogApart : ManyProcesses, ICollectionFixture<CatalogApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["catalog"];
}

/// <summary>Cart in a process of its own.</summary>
[CollectionDefinition(nameof(CartApart), DisableParallelization = true)]
public sealed class CartApart : ManyProcesses, ICollectionFixture<CartApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["cart"];
}

/// <summary>Payments in a process of its own.</summary>
[CollectionDefinition(nameof(PaymentsApart), DisableParallelization = true)]
public sealed class PaymentsApart : ManyProcesses, ICollectionFixture<PaymentsApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["payments"];
}

/// <summary>Orders in a process of its own.</summary>
[CollectionDefinition(nameof(OrdersApart), DisableParallelization = true)]
public sealed class OrdersApart : ManyProcesses, ICollectionFixture<OrdersApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["orders"];
}

/// <summary>Search in a process of its own.</summary>
[CollectionDefinition(nameof(SearchApart), DisableParallelization = true)]
public sealed class SearchApart : ManyProcesses, ICollectionFixture<SearchApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["search"];
}

/// <summary>Notifications in a process of its own.</summary>
[CollectionDefinition(nameof(NotificationsApart), DisableParallelization = true)]
public sealed class NotificationsApart : ManyProcesses, ICollectionFixture<NotificationsApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["notifications"];
}

/// <summary>The registry in a process of its own: whoever wants to be found goes there, and so does what the shop's address is asked for it.</summary>
[CollectionDefinition(nameof(RegistryApart), DisableParallelization = true)]
public sealed class RegistryApart : ManyProcesses, ICollectionFixture<RegistryApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["registry"];
}

/// <summary>Every module in a process and on a database of its own.</summary>
[CollectionDefinition(nameof(AllApart), DisableParallelization = true)]
public sealed class AllApart : ManyProcesses, ICollectionFixture<AllApart>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["identity", "catalog", "cart", "payments", "orders", "search", "notifications"];

    protected override bool DatabaseEach => true;
}
